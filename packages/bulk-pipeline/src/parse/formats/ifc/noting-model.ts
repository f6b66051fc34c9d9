import { type WarningCode } from '@sizewise/shared';

import { NonFiniteNumberError, StepSyntaxError } from './ifc-errors.ts';
import { type OpenStepModel } from './open-step-model.ts';
import { type PlainLists } from './plain-lists.ts';
import { type StepBytes, type StepModel, type StepValue } from './step-model.ts';

/** What was assumed, replaced or missing while one record was read: the first detail per code. */
export type Notes = Map<WarningCode, string>;

/**
 * A StepModel for what an element refers to: an instance that is missing or cannot be read is noted and answers null,
 * so that one broken reference never costs the element.
 */
export class NotingModel implements StepModel {
  readonly #model: OpenStepModel;
  readonly #note: (code: WarningCode, detail: string) => void;
  readonly #passNonFinite: boolean;

  /** @param options `passNonFinite`: an instance whose numbers are not finite throws NonFiniteNumberError all the same. */
  constructor(
    model: OpenStepModel,
    note: (code: WarningCode, detail: string) => void,
    { passNonFinite = false }: { readonly passNonFinite?: boolean } = {},
  ) {
    this.#model = model;
    this.#note = note;
    this.#passNonFinite = passNonFinite;
  }

  typeOf(id: number): string | null {
    const type = this.#model.typeOf(id);
    if (type === null) this.#note('dangling_reference', `#${id} is not in the file`);
    return type;
  }

  args(id: number): readonly StepValue[] | null {
    try {
      return this.#present(id, this.#model.args(id));
    } catch (error) {
      return this.#unreadable(id, error);
    }
  }

  raw(id: number): StepBytes | null {
    try {
      return this.#present(id, this.#model.raw(id));
    } catch (error) {
      return this.#unreadable(id, error);
    }
  }

  /** Notes nothing: whoever gets nothing asks for `raw`. */
  get plain(): PlainLists {
    return this.#model.plain;
  }

  #present<T>(id: number, value: T | null): T | null {
    if (value === null) this.#note('dangling_reference', `#${id} is not in the file`);
    return value;
  }

  #unreadable(id: number, error: unknown): null {
    if (!(error instanceof StepSyntaxError)) throw error;
    if (this.#passNonFinite && error instanceof NonFiniteNumberError) throw error;
    this.#note('dangling_reference', `#${id} cannot be read: ${error.message}`);
    return null;
  }
}
