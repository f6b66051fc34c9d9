import { randomBytes } from 'node:crypto';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * UUIDv8 (RFC 9562) of 48 bits time, 12 + 22 bits place in the call, 40 bits of chance: in order, and never alike.
 * @param count below 2^34
 * @param now milliseconds since 1970
 */
export function timeOrderedIds(count: number, now = Date.now()): string[] {
  const time = hex(now, 12);
  const chance = randomBytes(count * 5);
  return Array.from({ length: count }, (_, i) => {
    const high = hex(Math.floor(i / 2 ** 22), 3);
    const middle = hex(0x8000 | ((i >>> 8) & 0x3fff), 4);
    const tail = hex(i & 0xff, 2) + chance.subarray(i * 5, i * 5 + 5).toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-8${high}-${middle}-${tail}`;
  });
}
