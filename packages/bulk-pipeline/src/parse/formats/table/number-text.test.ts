import { describe, expect, it } from 'vitest';

import { isAbsent, readNumberText } from './number-text.ts';
import { RecordFault } from './record-fault.ts';

const point = { decimalComma: false };
const comma = { decimalComma: true };

function read(text: string, rules = point, scale = 1): number | string {
  try {
    return readNumberText(text, 'length', 'length', scale, rules);
  } catch (error) {
    return error instanceof RecordFault ? error.code : String(error);
  }
}

describe('readNumberText', () => {
  it.each([
    ['12', 12],
    ['-0.5', -0.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1,234.5', 1234.5],
    ['300 mm', 0.3],
    ['12"', 0.3048],
    ['2ft', 0.6096],
  ])('%s is %d', (text, value) => expect(read(text)).toBeCloseTo(value, 12));

  it.each([
    ['1,5', 1.5],
    ['1.5', 1.5],
    ['1.234,5', 1234.5],
    ['1 234,5', 1234.5],
    ['300,5 mm', 0.3005],
  ])('%s with a decimal comma is %d', (text, value) => expect(read(text, comma)).toBeCloseTo(value, 12));

  it.each(['1,5', '1,234', '0x10', '1.2.3', 'abc', '12 furlong', '1e', '--1', '1 2'])(
    '%s is no number',
    (text) => expect(read(text)).toBe('invalid_number'),
  );

  it.each(['NaN', 'nan', 'Infinity', '-inf', '1e999', '∞', '1.#INF', '1e308 km'])(
    '%s is not finite',
    (text) => expect(read(text)).toBe('non_finite_number'),
  );

  it('takes a unit in the cell before that of the column', () => {
    expect(read('5', point, 0.001)).toBe(0.005);
    expect(read('5 m', point, 0.001)).toBe(5);
  });

  it('knows the spellings of no value', () => {
    expect(['', '-', 'N/A', 'null', 'None', '–'].every(isAbsent)).toBe(true);
    expect(['0', 'none at all', 'x'].some(isAbsent)).toBe(false);
  });
});
