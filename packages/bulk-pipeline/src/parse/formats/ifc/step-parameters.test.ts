import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { StepSyntaxError } from './ifc-errors.ts';
import { ParameterReader } from './step-parameters.ts';

function read(text: string): unknown {
  const buffer = Buffer.from(`${text});`, 'latin1');
  return new ParameterReader(() => {}).read(buffer, 0, buffer.length, 100);
}

describe('ParameterReader', () => {
  it.each<[string, unknown]>([
    ['', []],
    ['$,*,.T.,.F.,.U.', [null, null, true, false, { enumeration: 'U' }]],
    ['1,-2.5,1.E-005,+3.', [1, -2.5, 0.00001, 3]],
    ['#12,(#1,#2),()', [{ ref: 12 }, [{ ref: 1 }, { ref: 2 }], []]],
    ["'a,b',''", ['a,b', '']],
    ["'it''s'", ["it's"]],
    [
      "IFCLABEL('x'),IFCBOOLEAN(.T.)",
      [
        { type: 'IFCLABEL', value: 'x' },
        { type: 'IFCBOOLEAN', value: true },
      ],
    ],
    ['IFCSET((#1,#2))', [{ type: 'IFCSET', value: [{ ref: 1 }, { ref: 2 }] }]],
    [' .NOTDEFINED. /* c, */ , "0AF" ', [{ enumeration: 'NOTDEFINED' }, '0AF']],
    [
      '((1.,2.),(3.,4.))',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
  ])('reads %s', (text, values) => {
    expect(read(text)).toEqual(values);
  });

  it.each([
    "'open",
    '(1,2',
    '1 2',
    '1,,2',
    '1,',
    '.OPEN',
    '#',
    '1.2.3',
    '1.E999',
    'IFCLABEL',
    'IFCLABEL()',
    '?',
    '/* open',
  ])('refuses %s with its place in the file', (text) => {
    let error: unknown;
    try {
      read(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StepSyntaxError);
    expect((error as StepSyntaxError).byteOffset).toBeGreaterThanOrEqual(100);
    expect((error as StepSyntaxError).byteOffset).toBeLessThanOrEqual(102 + text.length);
  });

  it('reads every number as the language does', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const decimal = fc.tuple(fc.maxSafeInteger(), fc.nat(17)).map(([n, places]) => {
      const digits = String(Math.abs(n)).padStart(places + 1, '0');
      return `${n < 0 ? '-' : ''}${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
    });
    const text = fc.oneof(
      decimal,
      double.map(String),
      double.map((value) => value.toExponential()),
    );
    fc.assert(
      fc.property(text, (number) => {
        expect(read(number)).toEqual([Number(number)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses lists nested without end', () => {
    expect(() => read('('.repeat(100_000))).toThrow(StepSyntaxError);
  });
});
