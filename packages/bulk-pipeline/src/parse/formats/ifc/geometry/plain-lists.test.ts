import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type StepBytes } from '../step-model.ts';
import { IdList, IdSet } from './id-list.ts';
import {
  addPlainRefs,
  markPlainIndices,
  plainParameter,
  readPlainNumbers,
  readPlainTriple,
} from './plain-lists.ts';
import { parameters, readNumbers, readRefs, readTriple } from './raw-lists.ts';

const bytes = (text: string): StepBytes => {
  const buffer = Buffer.from(text, 'latin1');
  return { buffer, start: 0, end: buffer.length };
};

const idsOf = (list: IdList): number[] => Array.from({ length: list.length }, (_, i) => list.at(i));

/** Parameter lists with all that STEP knows, which the two ways of reading must agree on. */
const value = fc.oneof(
  fc.constantFrom('$', '*', '.T.', '.AREA.', "'it''s #4,(1.'", '/* #5 */ #6', 'IFCREAL(1.5)', ' #7 '),
  fc.nat(1e9).map((id) => `#${id}`),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((v) => v.toExponential(9)),
  fc.integer({ min: -1e6, max: 1e6 }).map((v) => `${v / 1000}.`.replace(/(\..*)\.$/, '$1')),
);
const list = fc.array(value, { maxLength: 5 }).map((values) => `(${values.join(',')})`);
const parameterList = fc
  .array(fc.oneof(value, list, list), { minLength: 1, maxLength: 6 })
  .map((v) => v.join(', '));

describe('Plain lists', () => {
  it('give what the slower way gives, or leave it to that', () => {
    let taken = 0;
    fc.assert(
      fc.property(parameterList, fc.nat(5), (text, index) => {
        const opened = bytes(`${text});`);
        const raw = bytes(text);
        const refs = new IdList();
        const slowly = readRefs(raw);
        const added = addPlainRefs(opened, refs);
        if (added) taken++;
        expect(idsOf(refs)).toEqual(added ? slowly : []);

        const triple = new Float64Array(3);
        expect(readPlainTriple(opened, triple) ? [...triple] : readTriple(raw)).toEqual(readTriple(raw));

        const from = plainParameter(opened, index);
        const numbers = readNumbers(parameters(raw)[index] ?? bytes(''));
        const read = from < 0 ? null : readPlainNumbers(opened.buffer, from, opened.end);
        expect(read ?? numbers).toEqual(numbers);
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('are not taken where the bytes at hand end before the instance', () => {
    const text = '(#1,#22),(1.5,-2.));';
    for (let end = 0; end < text.length; end++) {
      const opened = { ...bytes(text), end };
      expect(addPlainRefs(opened, new IdList())).toBe(false);
      expect(readPlainTriple(opened, new Float64Array(3))).toBe(false);
    }
    expect(addPlainRefs(bytes(text), new IdList())).toBe(true);
  });

  it.each([
    ['((1,2),(3,1)),$);', [1, 1, 1, 0]],
    ['((1 , 4)) );', [1, 0, 0, 1]],
    ['((1,5)));', null],
    ['((0)));', null],
    ['((1.)));', null],
    ['((1,2)),(2,1));', null],
    ['((1,2)),$', null],
  ])('marks the places of %s', (text, marks) => {
    const used = new Uint8Array(4);
    const done = markPlainIndices(Buffer.from(text), 0, text.length, used);
    expect(done ? [...used] : null).toEqual(marks);
  });
});

it('A set of ids holds each once, in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(50), fc.nat(0xffffffff)), { maxLength: 600 }), (ids) => {
      const set = new IdSet();
      for (const id of ids) set.add(id);
      expect(idsOf(set.ids)).toEqual([...new Set(ids)]);
    }),
  );
});
