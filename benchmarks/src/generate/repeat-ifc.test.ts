import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { repeatIfc, UnrepeatableFileError } from './repeat-ifc.ts';

const folder = mkdtempSync(join(tmpdir(), 'sizewise-repeat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DRAWING = `ISO-10303-21;
HEADER;
FILE_SCHEMA(('IFC4'));
ENDSEC;
DATA;
#1=IFCPROJECT('121dDsamXNzvdxeH8IjkWA',$,'P',$,$,$,$,(#2),#4);
#2=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#8,$);
#3=IFCGEOMETRICREPRESENTATIONSUBCONTEXT('Body','Model',*,*,*,*,#2,$,.MODEL_VIEW.,$);
#4=IFCUNITASSIGNMENT((#5));
#5=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#6=IFCLOCALPLACEMENT($,#8);
#7=IFCLOCALPLACEMENT(#6,#8);
#8=IFCAXIS2PLACEMENT3D(#9,$,$);
#9=IFCCARTESIANPOINT((0.,0.,0.));
#10=IFCDUCTSEGMENT('2itWLrw6PGLR50_w0A7ETJ',$,'not #6 but ''#7''',$,$,#7,$,$,$);
ENDSEC;
END-ISO-10303-21;
`;

async function repeated(drawing: string, bytes: number): Promise<{ copies: number; text: string }> {
  const [from, to] = [join(folder, 'a.ifc'), join(folder, 'b.ifc')];
  writeFileSync(from, drawing);
  const copies = await repeatIfc(from, to, bytes);
  return { copies, text: readFileSync(to, 'latin1') };
}

it('leaves a drawing as it is where one copy is enough', async () => {
  expect(await repeated(DRAWING, 1)).toEqual({ copies: 1, text: DRAWING });
});

it('repeats elements with numbers, GlobalIds and places of their own, and keeps one project', async () => {
  const { copies, text } = await repeated(DRAWING, 2500);
  expect(copies).toBeGreaterThan(2);
  const numbers = [...text.matchAll(/^#(\d+)/gm)].map(([, number]) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const once of ['IFCPROJECT', 'IFCSIUNIT', 'SUBCONTEXT', 'ENDSEC;\nEND-ISO']) {
    expect(text.split(once)).toHaveLength(2);
  }
  const ducts = [...text.matchAll(/IFCDUCTSEGMENT\('([^']{22})',\$,('.*?'),\$,\$,#(\d+),/g)];
  expect(ducts).toHaveLength(copies);
  expect(new Set(ducts.map(([, globalId]) => globalId)).size).toBe(copies);
  // A reference inside a string is text.
  expect(new Set(ducts.map(([, , name]) => name))).toEqual(new Set([`'not #6 but ''#7'''`]));
  // Stride 13: the second copy's duct lies at #7 + 13, placed by #6 + 13, moved by #26 to 250 m in millimetres.
  expect(ducts[1]?.[3]).toBe('20');
  expect(text).toContain('#20=IFCLOCALPLACEMENT(#19,#8);');
  expect(text).toContain('#19=IFCLOCALPLACEMENT(#26,#8);');
  expect(text).toContain('#24=IFCCARTESIANPOINT((250000.,0.,0.));');
});

it('refuses a layout that it does not read', async () => {
  const split = DRAWING.replace("'P',", "'P',\n");
  await expect(repeated(split, 1)).rejects.toThrow(UnrepeatableFileError);
});
