import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { repeatTable, type TableFormat } from './repeat-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'sizewise-repeat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TABLE = `guid,ifc_class,name,min_x,min_y,max_x,max_y,tag
1w91czu49BE8kLU1l3DYdm,IFCDUCTSEGMENT,"Duct, ""round""",-0.0071,1,0.0183,2.5,545832
1w91czu49BE8kLU1l3DYdt,IFCWALL,Wall,,,,,7
`;

async function repeated(format: TableFormat, elements: number): Promise<string[]> {
  const [from, to] = [join(folder, 'a.csv'), join(folder, `b.${format}`)];
  writeFileSync(from, TABLE);
  await repeatTable(from, to, format, { elements });
  return readFileSync(to, 'utf8').trimEnd().split('\n');
}

it('repeats rows with GlobalIds and places of their own', async () => {
  const lines = await repeated('csv', 4);
  expect(`${lines.slice(0, 3).join('\n')}\n`).toBe(TABLE);
  expect(lines).toHaveLength(5);
  expect(lines[3]).toMatch(/^[\w$]{22},IFCDUCTSEGMENT,"Duct, ""round""",249\.9929,1,250\.0183,2\.5,545832$/);
  expect(lines[4]).toMatch(/^[\w$]{22},IFCWALL,Wall,,,,,7$/);
  expect(new Set(lines.map((line) => line.slice(0, 22))).size).toBe(5);
});

it('writes rows as objects without what is empty', async () => {
  const [duct, wall] = (await repeated('ndjson', 2)).map((line) => JSON.parse(line) as unknown);
  expect(duct).toEqual({
    guid: '1w91czu49BE8kLU1l3DYdm',
    ifc_class: 'IFCDUCTSEGMENT',
    name: 'Duct, "round"',
    min_x: -0.0071,
    min_y: 1,
    max_x: 0.0183,
    max_y: 2.5,
    tag: '545832',
  });
  expect(wall).toEqual({ guid: '1w91czu49BE8kLU1l3DYdt', ifc_class: 'IFCWALL', name: 'Wall', tag: '7' });
});
