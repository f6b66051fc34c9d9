import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

import { UnrepeatableFileError } from './ifc-sample.ts';
import { type Repeated, repeatIfc } from './repeat-ifc.ts';
import { type TargetSize, UnreachableSizeError } from './target-size.ts';

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

async function repeated(
  drawing: string,
  size: TargetSize,
  elements?: number,
): Promise<Repeated & { text: string }> {
  const [from, to] = [join(folder, 'a.ifc'), join(folder, 'b.ifc')];
  writeFileSync(from, drawing);
  const done = await repeatIfc(from, to, size, elements);
  return { ...done, text: readFileSync(to, 'latin1') };
}

it('leaves a drawing as it is where one copy is enough', async () => {
  expect(await repeated(DRAWING, { bytes: 1 })).toEqual({ copies: 1, withTypes: 1, text: DRAWING });
});

it('repeats elements with numbers, GlobalIds and places of their own, and keeps one project', async () => {
  const { copies, text } = await repeated(DRAWING, { bytes: 2500 });
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
  await expect(repeated(split, { bytes: 1 })).rejects.toThrow(UnrepeatableFileError);
});

const WITH_TYPE = DRAWING.replace(
  'ENDSEC;\nEND-ISO',
  `#11=IFCREPRESENTATIONMAP(#8,#12);
#12=IFCSHAPEREPRESENTATION(#3,'Body','Brep',(#13));
#13=IFCFACETEDBREP(#14);
#14=IFCCLOSEDSHELL(());
#15=IFCSTYLEDITEM(#13,(),$);
#16=IFCMAPPEDITEM(#11,#17);
#17=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#9,$,$);
ENDSEC;\nEND-ISO`,
);

it('lets copies share the shapes of their types where elements and bytes are asked for', async () => {
  const single = await repeated(WITH_TYPE, { bytes: 1 });
  const { copies, withTypes, text } = await repeated(WITH_TYPE, { bytes: 3000, elements: 10 }, 1);
  expect(single.text).toBe(WITH_TYPE);
  expect(copies).toBe(10);
  expect(withTypes).toBeGreaterThan(0);
  expect(withTypes).toBeLessThan(10);
  const count = (name: string): number => text.split(`=${name}(`).length - 1;
  expect(count('IFCDUCTSEGMENT')).toBe(10);
  expect(count('IFCMAPPEDITEM')).toBe(10);
  for (const shape of ['IFCREPRESENTATIONMAP', 'IFCFACETEDBREP', 'IFCSTYLEDITEM']) {
    expect(count(shape)).toBe(withTypes);
  }
  expect(text).toContain('#196=IFCMAPPEDITEM(#11,#197);');
});

it('says how much so many elements take at least', async () => {
  await expect(repeated(WITH_TYPE, { bytes: 2000, elements: 100 }, 1)).rejects.toThrow(UnreachableSizeError);
});
