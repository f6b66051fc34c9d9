import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type StepBytes } from '../step-model.ts';
import { parameters, readNumbers, readRefs } from './raw-lists.ts';

function bytes(text: string): StepBytes {
  const buffer = Buffer.from(`ab${text}cd`, 'latin1');
  return { buffer, start: 2, end: buffer.length - 2 };
}

function textOf(raw: StepBytes): string {
  return Buffer.from(raw.buffer.subarray(raw.start, raw.end)).toString('latin1');
}

describe('Numbers read from bytes', () => {
  it('are those that the text says, to the fifteenth digit', () => {
    const written = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.array(written, { minLength: 1 }), (values) => {
        const text = values.map((v) => v.toExponential().replace('e', 'E')).join(',');
        const read = readNumbers(bytes(`(${text})`));
        expect(read).toHaveLength(values.length);
        values.forEach((v, i) =>
          expect(Math.abs(read[i]! - v)).toBeLessThanOrEqual(Math.abs(v) * 2e-15 + 1e-300),
        );
      }),
    );
  });

  it('are those that the text says where they have no exponent', () => {
    const digits = fc.stringMatching(/^-?\d{0,12}\.\d{0,24}$/).filter((text) => /\d/.test(text));
    fc.assert(
      fc.property(digits, (text) => {
        const [read] = readNumbers(bytes(`(${text},0.)`));
        const said = Number(text);
        expect(Math.abs(read! - said)).toBeLessThanOrEqual(Math.abs(said) * 2e-15);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['((1.,2.5),( -3.E-2 ,+4))', [1, 2.5, -0.03, 4]],
    ['(.5,5.,0.,-0.)', [0.5, 5, 0, -0]],
    ['1234567890123456789012345.', [1.234567890123457e24]],
    ['0.000000000000000000000000000012345', [1.2345e-29]],
    ['1.E40,1.E-40', [1e40, 1e-40]],
    ['(1./* a, b */,2.)', [1, 2]],
  ])('%s', (text, expected) => {
    const read = [...readNumbers(bytes(text))];
    expect(read).toHaveLength(expected.length);
    read.forEach((value, i) => expect(value / (expected[i] || 1)).toBeCloseTo(expected[i] === 0 ? 0 : 1, 14));
  });

  it.each(['NAN', '1.#IND', '$', "'1.5'", '-', '.', '1.5x', 'INF'])(
    '%s is no number and keeps its place',
    (text) => {
      const read = [...readNumbers(bytes(`(1.,${text},3.)`))];
      expect(read).toEqual([1, Number.NaN, 3]);
    },
  );

  it('an overflow is not finite', () => {
    expect([...readNumbers(bytes('(1.E999)'))]).toEqual([Number.POSITIVE_INFINITY]);
  });
});

describe('Parameters and references read from bytes', () => {
  it('splits at outer commas only', () => {
    const list = bytes("#1,('a,b',(2,3)),'it''s (4,',$,/* , */IFCLABEL('x,y')");
    expect(parameters(list).map(textOf)).toEqual([
      '#1',
      "('a,b',(2,3))",
      "'it''s (4,'",
      '$',
      "/* , */IFCLABEL('x,y')",
    ]);
  });

  it('finds references at any depth and none in strings or comments', () => {
    expect(readRefs(bytes("(#1,(#22 , #333)),'#4',/* #5 */#6"))).toEqual([1, 22, 333, 6]);
  });
});
