import { describe, expect, it } from 'vitest';

import { dxfText, insert, line } from '../../../../test/support/dxf-text.ts';
import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';
import { HandleSet } from './index/handle-set.ts';

const unitLine = (handle: string, layer = 'X') => line(handle, layer, [0, 0], [1, 0]);
const DUPLICATE = 'duplicate_external_id: Entities share their handle with an entity before them';

describe('handles that repeat', () => {
  it('are counted once per drawing, and every entity is kept', async () => {
    const entities = ['1F', '1F', '1f', '20', '01F', 'no handle', 'no handle'].map((handle) =>
      unitLine(handle),
    );
    const found = await parseContent(dxfFormat, dxfText({ entities }));
    expect(found.segments).toHaveLength(7);
    expect(found.warnings).toEqual({ [DUPLICATE]: 3 });
  });

  it('within one block count too; in another block, or in paper space, they are no ids of segments', async () => {
    const found = await parseContent(
      dxfFormat,
      dxfText({
        blocks: { A: [unitLine('1', 'X'), unitLine('1', 'Y')], B: [unitLine('1', 'X'), unitLine('2', 'Y')] },
        entities: [insert('1', 'X', 'A'), insert('3', 'X', 'B'), [...unitLine('3'), 67, 1]],
      }),
    );
    expect(found.segments.map(({ externalId }) => externalId)).toEqual(['1/1', '1/1', '3/1', '3/2']);
    expect(found.warnings[DUPLICATE]).toBe(1);
  });
});

describe('HandleSet', () => {
  it('finds handles again, as far as its memory goes', () => {
    const set = new HandleSet();
    for (const handle of [0, 31, 32, 65_535, 65_536, 2 ** 40, 2 ** 52]) {
      expect(set.add(handle)).toBe(false);
      expect(set.add(handle)).toBe(true);
    }
    expect(set.add(null)).toBe(false);
    for (let page = 0; page < 50_000; page += 1) set.add(page * 4096 + 7);
    expect(set.add(7)).toBe(true);
    expect(set.add(49_999 * 4096 + 7)).toBe(false);
    set.clear();
    expect(set.add(7)).toBe(false);
  });
});
