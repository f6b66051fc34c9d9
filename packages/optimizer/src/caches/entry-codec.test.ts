import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { type CacheEntry } from './cache-entry.ts';
import { decodeEntry, decodeHead, encodeEntry, serializeValue } from './entry-codec.ts';

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.boolean(),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(null, undefined),
  fc.uint8Array({ maxLength: 6000 }),
  fc.float64Array({ maxLength: 5 }),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('list'),
    tie('record'),
    tie('map'),
    tie('set'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  record: fc.dictionary(fc.string(), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  map: fc.array(fc.tuple(leaf, tie('value')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  set: fc.array(leaf, { maxLength: 4 }).map((items) => new Set(items)),
}));

const entryOf = (value: unknown, tags: readonly string[] = []): CacheEntry => ({
  value,
  bytes: serializeValue(value)!.byteLength,
  tags,
  versions: new Map(tags.map((tag, i) => [tag, i])),
  freshUntil: 1e12,
  staleUntil: 2e12,
});
const pack = async (entry: CacheEntry): Promise<Buffer | undefined> =>
  encodeEntry(entry, serializeValue(entry.value)!);
const unpack = async (bytes: Buffer): Promise<CacheEntry | undefined> => {
  const head = decodeHead(bytes);
  return head && decodeEntry(head);
};

it('gives back any plain data as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyValue,
      fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 3 }),
      async (value, tags) => {
        const entry = entryOf(value, tags);
        expect(await unpack((await pack(entry))!)).toStrictEqual(entry);
      },
    ),
    { numRuns: 300 },
  );
});

it('packs large values and leaves small ones', async () => {
  const text = 'segment '.repeat(4000);
  const large = (await pack(entryOf(text)))!;
  expect(large.byteLength).toBeLessThan(text.length / 20);
  expect((await unpack(large))?.value).toBe(text);
  expect((await pack(entryOf('segment')))!.includes('segment')).toBe(true);
});

it('reads damaged or foreign bytes as no entry', async () => {
  const whole = (await pack(entryOf({ a: 'x'.repeat(10_000) }, ['t'])))!;
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.byteLength - 1), async (length) => {
      expect(await unpack(whole.subarray(0, length))).toBeUndefined();
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect(await unpack(Buffer.from([9, ...bytes]))).toBeUndefined();
    }),
  );
});

it('keeps neither what cannot be cloned nor what is too large', async () => {
  expect(serializeValue({ run: () => 1 })).toBeUndefined();
  const noise = new Uint8Array(9 * 1024 ** 2).map(() => Math.random() * 256);
  expect(await pack(entryOf(noise))).toBeUndefined();
});
