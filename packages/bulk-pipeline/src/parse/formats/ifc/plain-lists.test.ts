import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SCRATCH } from './file-pages.ts';
import { Doubles } from './geometry/doubles.ts';
import { IdList } from './geometry/id-list.ts';
import { parameters, readNumbers, readRefs, readTriple } from './geometry/raw-lists.ts';
import { openKernel } from './kernel/open-kernel.ts';
import { PlainLists } from './plain-lists.ts';
import { type StepBytes } from './step-model.ts';

const TEXT_FROM = SCRATCH.from + SCRATCH.bytes;
const TEXT_BYTES = 512 * 1024;
const open = openKernel(TEXT_FROM + TEXT_BYTES);

/** The lists of a file that is this text, whose first instance is #1, with so many bytes at hand at a time. */
function listsOf(text: string, strip = text.length): PlainLists {
  const buffer = Buffer.from(open.memory);
  const end = TEXT_FROM + buffer.write(text, TEXT_FROM, 'latin1');
  // What lies behind the bytes at hand must not be taken for theirs.
  buffer.fill('7', end, end + 64);
  const window = (offset: number): { buffer: Buffer; start: number; end: number } => {
    const start = TEXT_FROM + offset;
    return { buffer, start, end: Math.min(end, start + strip) };
  };
  return new PlainLists({ ...open, window }, { offsetOf: (id) => (id === 1 ? 0 : -1) });
}

const bytes = (text: string): StepBytes => {
  const buffer = Buffer.from(text, 'latin1');
  return { buffer, start: 0, end: buffer.length };
};

function refsOf(lists: PlainLists, index: number | null): number[] | null {
  const list = new IdList();
  list.push(9);
  const added = index === null ? lists.addAllRefs(1, list) : lists.addRefs(1, index, list);
  const [first, ...refs] = list.toArray();
  expect(first).toBe(9);
  expect(added || refs.length === 0).toBe(true);
  return added ? refs : null;
}

function pointOf(lists: PlainLists): number[] | null {
  const coords = new Doubles();
  return lists.addPoint(1, coords) ? [...coords.copy()] : null;
}

/** Parameter lists with all that STEP knows, which the two ways of reading must agree on. */
const value = fc.oneof(
  fc.constantFrom('$', '*', '.T.', '.AREA.', "'it''s #4,(1.'", '/* #5 */ #6', 'IFCREAL(1.5)', ' #7 '),
  fc.nat(1e9).map((id) => `#${id}`),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((v) => v.toExponential(9)),
  fc.integer({ min: -1e6, max: 1e6 }).map((v) => `${v / 1000}.`.replace(/(\..*)\.$/, '$1')),
);
const ref = fc.nat(1e8).map((id) => `#${id}`);
const number = fc.double({ noNaN: true, min: -1e3, max: 1e3 }).map((v) => v.toFixed(6));
const listOf = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(values, { maxLength: 5 }).map((items) => `(${items.join(',')})`);
const parameterList = fc.oneof(
  listOf(number),
  fc
    .array(fc.oneof(value, ref, listOf(value), listOf(ref), listOf(number), listOf(listOf(number))), {
      minLength: 1,
      maxLength: 6,
    })
    .map((v) => v.join(', ')),
);

describe('Plain lists', () => {
  it('give what the slower way gives, or leave it to that', () => {
    const taken = { all: 0, refs: 0, point: 0, numbers: 0 };
    fc.assert(
      fc.property(parameterList, fc.nat(5), fc.integer({ min: 24, max: 200 }), (text, index, strip) => {
        const lists = listsOf(`#1= IFCTHING(${text}) ;\n#2=IFCX();`, strip);
        const raw = bytes(text);
        const part = parameters(raw)[index] ?? bytes('');

        const all = refsOf(lists, null);
        expect(all ?? readRefs(raw)).toEqual(readRefs(raw));
        const refs = refsOf(lists, index);
        expect(refs ?? readRefs(part)).toEqual(readRefs(part));
        const point = pointOf(lists);
        const triple = readTriple(raw);
        expect((point ?? triple).map(rounded)).toEqual(triple.map(rounded));
        const numbers = lists.numbers(1, index);
        const slowly = readNumbers(part);
        expect([...(numbers ?? slowly)].map(rounded)).toEqual([...slowly].map(rounded));

        taken.all += Number(all !== null);
        taken.refs += Number(refs !== null);
        taken.point += Number(point !== null);
        taken.numbers += Number(numbers !== null);
      }),
      { numRuns: 2000 },
    );
    for (const times of Object.values(taken)) expect(times).toBeGreaterThan(50);
  });

  const digits = fc.stringMatching(/^(\d{0,9}|0{0,4}\d{10,20})$/);
  const decimal = fc
    .tuple(
      fc.constantFrom('', '-'),
      digits,
      fc.option(digits),
      fc.option(fc.stringMatching(/^[Ee][+-]?\d{1,2}$/)),
    )
    .map(
      ([sign, whole, part, exponent]) => sign + whole + (part === null ? '' : `.${part}`) + (exponent ?? ''),
    )
    .filter((text) => /\d/.test(text.replace(/E.*/i, '')));

  it('hold the nearest double to a number of fifteen digits, and nearly that to a longer one', () => {
    let taken = 0;
    fc.assert(
      fc.property(decimal, (text) => {
        const read = listsOf(`#1=IFCX((${text},${text}));`).numbers(1, 0);
        if (read === null) return;
        taken++;
        const [, whole = '', part = '', exponent = '0'] = /^-?(\d*)\.?(\d*)(?:E(.*))?$/i.exec(text) ?? [];
        const power = Number(exponent) - part.length;
        const said = Number(text);
        const exact = (whole + part).replace(/^0*/, '').length <= 15 && Math.abs(power) <= 22;
        expect(read).toHaveLength(2);
        const tolerance = exact ? 0 : Math.abs(said) * 5e-16;
        for (const value of read) expect(Math.abs(value - said)).toBeLessThanOrEqual(tolerance);
      }),
      { numRuns: 4000 },
    );
    expect(taken).toBeGreaterThan(2000);
  });

  it.each([
    [
      '0.05665978696882323,-9.999775947772349E-3,0.8969999328926215',
      [0.05665978696882323, -9.999775947772349e-3, 0.8969999328926215],
    ],
    ['1.,.5,-0.', [1, 0.5, -0]],
    ['12,-3,4E2', [12, -3, 400]],
    ['1234567890123456.,123456789012345678901234567890.', [1234567890123456, 1.2345678901234568e29]],
    ['1.2246467991473532E-16,1.E-44', [1.2246467991473532e-16, 1e-44]],
  ])('read %s', (text, expected) => {
    const read = [...(listsOf(`#1=IFCX((${text}));`).numbers(1, 0) ?? [])];
    expect(read.map(rounded)).toEqual(expected.map(rounded));
  });

  it.each([
    '-',
    '.',
    '1.2.3',
    '1x',
    '+1.',
    '--1.',
    '1.E',
    '1.E400',
    '1.#IND',
    'NAN',
    '1.E-99',
    '1-2',
    `${'1'.repeat(33)}.`,
  ])('leave %s to the slower way', (text) => {
    expect(listsOf(`#1=IFCX((1.,${text},2.));`).numbers(1, 0)).toBeNull();
    expect(pointOf(listsOf(`#1=IFCX((1.,${text},2.));`))).toBeNull();
  });

  it('are not taken where the file ends before the instance', () => {
    const text = '#1=IFCX((#1,#22),(1.5,-2.));';
    for (let end = 0; end < text.length; end++) {
      const lists = listsOf(text.slice(0, end));
      expect(refsOf(lists, null)).toBeNull();
      expect(lists.numbers(1, 1)).toEqual(end < text.length - 2 ? null : Float64Array.of(1.5, -2));
    }
    expect(refsOf(listsOf(text), null)).toEqual([1, 22]);
    const point = '#1=IFCX((1.5,-2.));';
    for (let end = 0; end < point.length; end++) expect(pointOf(listsOf(point.slice(0, end)))).toBeNull();
    expect(pointOf(listsOf(point))).toEqual([1.5, -2, 0]);
  });

  it('go on where the bytes at hand end, and where more are read than fit', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => i / 7);
    const text = `#1=IFCX((${values.map((v) => `(${v.toFixed(9)})`).join(',\r\n')}),(${values.map((_, i) => `#${i}`).join(',')}));`;
    for (const strip of [40, 1000, 1e6]) {
      const lists = listsOf(text, strip);
      expect([...(lists.numbers(1, 0) ?? [])]).toEqual(values.map((v) => Number(v.toFixed(9))));
      expect(refsOf(lists, null)).toEqual(values.map((_, i) => i));
    }
  });

  it.each([
    ['((1,2),(3,1)),$);', [1, 1, 1, 0]],
    ['((1 , 4)) );', [1, 0, 0, 1]],
    ['((1,5)));', null],
    ['((0)));', null],
    ['((1.)));', null],
    ['((1,2)),(2,1));', null],
    ['((1,2)),$', null],
  ])('mark the places of %s', (text, marks) => {
    for (const strip of [30, 1000]) {
      const used = new Uint8Array(4);
      const done = listsOf(`#1=IFCX(#2,$,$,${text}`, strip).mark(1, 3, used);
      expect(done ? [...used] : null).toEqual(marks);
    }
  });
});

/** To fifteen digits. */
function rounded(value: number): number {
  return Object.is(value, -0) ? value : Number(value.toPrecision(15));
}
