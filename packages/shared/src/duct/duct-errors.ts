import { AppError } from '../app-error.ts';

/** A quantity that has to be a positive, finite number is not. */
export class DuctInputError extends AppError {
  constructor(quantity: string, value: number) {
    super('invalid_request', `${quantity} has to be a positive number, not ${value}`, {
      data: { quantity, value: String(value) },
    });
  }
}

/** @throws DuctInputError unless the value is finite and above zero. */
export function checkPositive(quantity: string, value: number): number {
  if (!(value > 0 && value < Infinity)) throw new DuctInputError(quantity, value);
  return value;
}
