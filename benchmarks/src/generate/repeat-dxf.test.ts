import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { repeatDxf } from './repeat-dxf.ts';

const folder = mkdtempSync(join(tmpdir(), 'sizewise-repeat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = (...tags: readonly (number | string)[]): string => `${tags.join('\n')}\n`;
const DRAWING = [
  lines(0, 'SECTION', 2, 'HEADER', 9, '$INSUNITS', 70, 6, 0, 'ENDSEC', 0, 'SECTION', 2, 'BLOCKS'),
  lines(0, 'BLOCK', 5, 'A', 2, 'VALVE', 10, 0, 20, 0, 3, 'VALVE'),
  lines(0, 'LINE', 5, 'B', 10, 1, 20, 2, 11, 3, 21, 4, 0, 'ENDBLK', 5, 'C'),
  lines(0, 'BLOCK', 5, 'D', 2, '*D1', 10, 0, 20, 0, 3, '*D1'),
  lines(0, 'LINE', 5, 'E', 10, 1, 20, 2, 11, 3, 21, 4, 0, 'ENDBLK', 5, 'F'),
  lines(0, 'ENDSEC', 0, 'SECTION', 2, 'ENTITIES'),
  lines(0, 'INSERT', 5, '10', 2, 'VALVE', 10, 7, 20, 6),
  lines(0, 'TEXT', 5, '11', 2, 'VALVE', 10, 0.5, 20, 0, 1, 'VALVE'),
  lines(0, 'ENDSEC', 0, 'SECTION', 2, 'OBJECTS', 0, 'ENDSEC', 0, 'EOF'),
].join('');

it('repeats blocks and entities with names, handles and places of their own', async () => {
  const [from, to] = [join(folder, 'a.dxf'), join(folder, 'b.dxf')];
  writeFileSync(from, DRAWING);
  const copies = await repeatDxf(from, to, { bytes: DRAWING.length });
  expect(copies).toBe(2);
  const text = readFileSync(to, 'latin1');
  const handles = [...text.matchAll(/^5\n(\w+)$/gm)].map(([, handle]) => handle);
  expect(handles).toHaveLength(16);
  expect(new Set(handles).size).toBe(16);
  expect(text).toContain('BLOCK\n5\n1C\n2\nVALVE_1\n10\n0\n20\n0\n3\nVALVE_1\n');
  // A block moves with its insert, one of a dimension by itself.
  expect(text).toContain('LINE\n5\n1D\n10\n1\n20\n2\n11\n3\n21\n4\n');
  expect(text).toContain('LINE\n5\n20\n10\n2001\n20\n2\n11\n2003\n21\n4\n');
  expect(text).toContain('INSERT\n5\n22\n2\nVALVE_1\n10\n2007\n20\n6\n');
  expect(text).toContain('TEXT\n5\n23\n2\nVALVE\n10\n2000.5\n20\n0\n1\nVALVE\n');
  expect(text.endsWith('0\nENDSEC\n  0\nEOF\n')).toBe(true);
});
