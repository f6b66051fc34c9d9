import { createHash } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$';

/** A GlobalId of IFC, 22 digits of base 64 (ISO 16739-1, IfcGloballyUniqueId), that follows from the text alone. */
export function globalIdOf(text: string): string {
  let number = BigInt(`0x${createHash('md5').update(text).digest('hex')}`);
  let digits = '';
  for (let at = 0; at < 22; at++) {
    digits = (DIGITS[Number(number & 63n)] ?? '') + digits;
    number >>= 6n;
  }
  return digits;
}
