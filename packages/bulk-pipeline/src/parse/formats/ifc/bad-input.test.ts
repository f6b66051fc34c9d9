import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { importText, type ImportedDrawing, stepText } from '../../../../test/ifc-fixtures.ts';
import { createBoundsReader } from './bounds-reader.ts';

const GUID = '0000000000000000000000';
const duct = (id: number, name = `duct ${id}`, globalId = `${GUID}${id}`.slice(-22)): string =>
  `#${id}=IFCDUCTSEGMENT('${globalId}',$,'${name}',$,$,$,$,$,$);`;
const read = async (...lines: string[]): Promise<ImportedDrawing> =>
  importText(stepText(lines.join('\n')), { unit: 'm' });
const names = ({ records }: ImportedDrawing): unknown[] => records.map((record) => record.name);

/** An unclosed string or comment may swallow the end of the file. */
function unlessTruncated(error: unknown): null {
  if ((error as { code: unknown }).code === 'truncated_file') return null;
  throw error;
}

describe('bad IFC', () => {
  it('rejects an instance that cannot be read, with its place and bytes, and goes on', async () => {
    const broken = "#11=IFCDUCTSEGMENT('a',$,'x',$,$,$,$,$,$";
    const drawing = await read(duct(10), broken, duct(12));
    expect(names(drawing)).toEqual(['duct 10', 'duct 12']);
    expect(drawing.rejects).toHaveLength(1);
    const [reject] = drawing.rejects;
    expect(reject).toMatchObject({ code: 'malformed_record', position: { stepId: 11, line: 9 } });
    expect(Buffer.from(reject!.raw).toString()).toBe(broken);
    const offset = stepText([duct(10), broken, duct(12)].join('\n')).indexOf('#11');
    expect(reject!.position.byteOffset).toBe(offset);
  });

  it('rejects elements with too few attributes and instances of abstract classes', async () => {
    const drawing = await read(
      "#1=IFCDUCTSEGMENT('a',$,'short');",
      "#2=IFCELEMENT('b',$,$,$,$,$,$,$);",
      duct(3),
    );
    expect(names(drawing)).toEqual(['duct 3']);
    expect(drawing.rejects.map(({ code, position }) => [code, position.stepId])).toEqual([
      ['wrong_argument_count', 1],
      ['abstract_class', 2],
    ]);
  });

  it('rejects the second instance of one number and keeps the first', async () => {
    const drawing = await read(duct(1, 'first'), duct(1, 'second'), '#2=IFCWALL($);', '#2=IFCWALL($);');
    expect(names(drawing)).toEqual(['first']);
    expect(drawing.rejects.map(({ code }) => code)).toEqual(['malformed_record', 'malformed_record']);
    expect(drawing.plan.ignored).toEqual({ IfcWall: 1 });
  });

  it('keeps duplicate and missing GlobalIds and says so', async () => {
    const drawing = await read(
      duct(1, 'a', 'same'),
      duct(2, 'b', 'same'),
      "#3=IFCDUCTSEGMENT($,$,'c',$,$,$,$,$,$);",
    );
    expect(drawing.records.map(({ externalId }) => externalId)).toEqual(['same', 'same', null]);
    expect(drawing.warnings).toEqual({ duplicate_external_id: 1, missing_external_id: 1 });
  });

  it('finds the elements of a class whose first one is broken', async () => {
    const broken = duct(1).replace('IFCDUCTSEGMENT', 'IFCDUCTSEGMENT$');
    const drawing = await read(broken, duct(2), duct(3), ' '.repeat(300));
    expect(drawing.records).toHaveLength(2);
    expect(drawing.rejects).toHaveLength(1);
  });

  it('keeps an element whose references lead nowhere', async () => {
    const drawing = await read(
      `#1=IFCDUCTSEGMENT('a',$,'n',$,$,#90,#91,$,$);`,
      "#2=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#1,#92),#93);",
      "#3=IFCRELDEFINESBYTYPE('s',$,$,$,(#1),#94);",
      "#4=IFCRELCONTAINEDINSPATIALSTRUCTURE('t',$,$,$,(#1),#95);",
      "#5=IFCRELASSOCIATESMATERIAL('u',$,$,$,(#1),#96);",
    );
    expect(names(drawing)).toEqual(['n']);
    expect(drawing.records[0]).toMatchObject({ level: null, material: null });
    expect(drawing.warnings).toEqual({ dangling_reference: 1 });
  });

  it('counts a broken property or relation as a warning, not as a lost element', async () => {
    const drawing = await read(
      duct(1),
      "#2=IFCPROPERTYSINGLEVALUE('Length',$,IFCLENGTHMEASURE(1.2.3),$);",
      "#3=IFCPROPERTYSINGLEVALUE('Width',$,IFCLENGTHMEASURE(0.5),$);",
      "#4=IFCPROPERTYSET('p',$,'Set',$,(#2,#3));",
      "#5=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#1),#4);",
      "#6=IFCRELDEFINESBYTYPE('s',$,$,$,(#1,,),#4);",
    );
    expect(drawing.records[0]).toMatchObject({ width: 0.5, length: null });
    expect(drawing.warnings['dangling_reference']).toBe(2);
  });

  it('names classes the schema does not have, and counts those that are elements elsewhere', async () => {
    const text = stepText([duct(1), '#2=IFCNONSENSE();'].join('\n'), 'IFC2X3');
    const drawing = await importText(text);
    expect(drawing.records).toEqual([]);
    expect(drawing.plan.ignored).toEqual({ IfcDuctSegment: 1 });
    expect(drawing.warnings).toMatchObject({ unknown_class: 2 });
  });

  it('names twenty unknown classes and counts the rest', async () => {
    const { plan } = await read(...Array.from({ length: 30 }, (_, i) => `#${i + 1}=IFCNONSENSE${i}();`));
    expect(plan.warnings).toHaveLength(21);
    expect(plan.warnings.at(-1)).toEqual({ code: 'unknown_class', detail: '10 more classes', count: 10 });
  });

  it('ends where parents go in circles', async () => {
    const drawing = await read(
      duct(1),
      "#2=IFCELEMENTASSEMBLY('b',$,$,$,$,$,$,$,$,$);",
      "#3=IFCRELAGGREGATES('r',$,$,$,#2,(#1));",
      "#4=IFCRELAGGREGATES('s',$,$,$,#1,(#2));",
    );
    expect(drawing.records[0]?.level).toBeNull();
  });

  it('rejects elements whose place or shape cannot be trusted, and names what is wrong', async () => {
    const placed = (id: number, placement: string, shape = '#40'): string =>
      `#${id}=IFCDUCTSEGMENT('g${id}',$,$,$,$,${placement},${shape},$,$);`;
    const text = stepText(
      [
        placed(10, '#20'),
        placed(11, '#22'),
        placed(12, '#24'),
        placed(13, '#26'),
        placed(14, '#26', '#44'),
        placed(15, '#26', '#44'),
        '#20=IFCLOCALPLACEMENT(#21,#30);#21=IFCLOCALPLACEMENT(#20,#30);',
        '#22=IFCLOCALPLACEMENT($,#31);#24=IFCLOCALPLACEMENT($,#32);#26=IFCLOCALPLACEMENT($,#30);',
        '#30=IFCAXIS2PLACEMENT3D(#33,$,$);#31=IFCAXIS2PLACEMENT3D(#34,$,$);#32=IFCAXIS2PLACEMENT3D(#35,$,$);',
        '#33=IFCCARTESIANPOINT((0.,0.,0.));#34=IFCCARTESIANPOINT((0.,-1.E400,0.));#35=IFCCARTESIANPOINT((2.E8,0.,0.));',
        "#40=IFCPRODUCTDEFINITIONSHAPE($,$,(#41));#41=IFCSHAPEREPRESENTATION($,'Body','CSG',(#42));#42=IFCBLOCK(#30,1.,1.,1.);",
        "#44=IFCPRODUCTDEFINITIONSHAPE($,$,(#45));#45=IFCSHAPEREPRESENTATION($,'Body','CSG',(#46));#46=IFCBLOCK(#30,1.E400,1.,1.);",
      ].join('\n'),
    );
    const drawing = await importText(text, { unit: 'm', createBoundsReader });
    expect(drawing.records.map(({ externalId }) => externalId)).toEqual(['g13']);
    expect(drawing.rejects.map(({ position, code, reason }) => [position.stepId, code, reason])).toEqual([
      [10, 'placement_loop', '#20 (IfcLocalPlacement) refers to itself, or nests too deeply'],
      [11, 'non_finite_number', '#34 (IfcCartesianPoint) holds a number that is not finite'],
      [12, 'out_of_range', 'The bounds reach beyond 1e8 m: minX is 200000000 m'],
      [14, 'non_finite_number', '#46 (IfcBlock) holds a number that is not finite'],
      [15, 'non_finite_number', '#46 (IfcBlock) holds a number that is not finite'],
    ]);
    expect(drawing.warnings).toEqual({});
  });

  it('reads names in any encoding and says what it assumed', async () => {
    const text = stepText(
      ["#1=IFCDUCTSEGMENT('a',$,'Länge',$,$,$,$,$,$);", duct(2, 'a\0b'), duct(3, 'C:\\Temp')].join('\n'),
    );
    const latin = await importText(Buffer.from(text, 'latin1'));
    expect(names(latin)).toEqual(['Länge', 'a\uFFFDb', 'C:\\Temp']);
    expect(latin.warnings).toMatchObject({ encoding_assumed: 1, character_replaced: 1, bad_escape: 1 });
    expect(names(await importText(Buffer.from(text, 'utf8')))[0]).toBe('Länge');
  });

  it.each([
    ['UTF-16', Buffer.from(`\uFEFF${stepText(duct(1))}`, 'utf16le'), 'unsupported_encoding'],
    ['no drawing', Buffer.from('hello'), 'unknown_format'],
    ['no data', Buffer.from(stepText('').replace('DATA;\n', '')), 'missing_data_section'],
    ['another schema', Buffer.from(stepText('', 'IFC2X2_FINAL')), 'unsupported_schema'],
    ['a cut instance', Buffer.from(stepText(duct(1)).slice(0, -40)), 'truncated_file'],
    ['a cut string', Buffer.from(stepText(duct(1)).split('duct')[0]!), 'truncated_file'],
    ['no end', Buffer.from(stepText(duct(1)).replace('END-ISO-10303-21;\n', '')), 'truncated_file'],
  ])('refuses a file with %s as a whole', async (_, bytes, code) => {
    await expect(importText(bytes)).rejects.toMatchObject({ code });
  });

  it('warns where the project names no length unit', async () => {
    const project = "#1=IFCPROJECT('p',$,$,$,$,$,$,$,$);";
    const text = stepText(`${project}\n${duct(2)}`);
    expect((await importText(text)).warnings).toEqual({ unit_assumed: 1 });
    expect((await importText(text, { unit: 'ft' })).warnings).toEqual({});
  });

  it.each([
    [
      'no size',
      '#4=IFCCONVERSIONBASEDUNIT(*,.LENGTHUNIT.,$,#5);#5=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(0.),#6);',
      'would be 0 of its SI unit',
    ],
    [
      'a size below zero',
      '#4=IFCCONVERSIONBASEDUNIT(*,.LENGTHUNIT.,$,#5);#5=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(-1.),#6);',
      'would be -1 of its SI unit',
    ],
    [
      'an absurd size',
      '#4=IFCSIUNIT(*,.LENGTHUNIT.,.EXA.,.METRE.);',
      'would be 1000000000000000000 of its SI unit',
    ],
    [
      'a unit of itself',
      '#4=IFCCONVERSIONBASEDUNIT(*,.LENGTHUNIT.,$,#5);#5=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(1.),#4);',
      'cannot be read',
    ],
    ['an unknown kind', "#4=IFCCONTEXTDEPENDENTUNIT(*,.LENGTHUNIT.,'ELBOWS');", 'cannot be read'],
  ])('names a length unit of %s and takes that of the caller, else metres', async (_, unit, says) => {
    const text = stepText(
      [
        "#1=IFCPROJECT('p',$,$,$,$,$,$,$,#3);#3=IFCUNITASSIGNMENT((#4));#6=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);",
        unit,
        duct(10),
        "#20=IFCQUANTITYLENGTH('Length',$,$,2500.,$);#21=IFCELEMENTQUANTITY('q',$,'Qto',$,$,(#20));",
        "#22=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#10),#21);",
      ].join('\n'),
    );
    const assumed = await importText(text);
    expect(
      assumed.plan.warnings.filter(({ code }) => code === 'unit_assumed').map(({ detail }) => detail),
    ).toEqual([
      expect.stringContaining(`#4 (${unit.slice(3, unit.indexOf('('))}) ${says}`),
      'The project assigns no usable length unit; metres were assumed',
    ]);
    expect(assumed.records[0]?.length).toBe(2500);
    expect((await importText(text, { unit: 'mm' })).records[0]?.length).toBe(2.5);
  });

  it('takes a degree for a degree where the file has it upside down', async () => {
    const { plan } = await importText(
      stepText(
        [
          "#1=IFCPROJECT('p',$,$,$,$,$,$,$,#3);#3=IFCUNITASSIGNMENT((#4,#7));#4=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);",
          "#7=IFCCONVERSIONBASEDUNIT(*,.PLANEANGLEUNIT.,'DEGREE',#8);#9=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);",
          '#8=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(57.3),#9);',
          duct(10),
        ].join('\n'),
      ),
    );
    expect(plan.warnings.map(({ detail }) => detail)).toEqual([
      'The unit #7 (IFCCONVERSIONBASEDUNIT) would be 57.3 of its SI unit; what its name says was taken',
    ]);
  });

  it('reads a file whose units cannot be read', async () => {
    const text = stepText(
      `#1=IFCPROJECT('p',$,$,$,$,$,$,$,#3);\n${duct(2)}\n#3=IFCUNITASSIGNMENT((#4,#5);\n#5=X();`,
    );
    const drawing = await importText(text);
    expect(drawing.records).toHaveLength(1);
    expect(drawing.warnings).toMatchObject({ unit_assumed: 1, dangling_reference: 1 });
  });

  it('loses no element to any damage: each is a segment, a reject, or its head is gone', async () => {
    const clean = Array.from({ length: 12 }, (_, i) => duct(i + 1)).join('\n');
    const damage = fc.record({
      at: fc.nat(clean.length - 1),
      remove: fc.nat(6),
      insert: fc.constantFrom('', "'", ';', '(', ')', '#', '/*', '=', '$', '\\X2\\', '\0', 'é', '\n'),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, remove, insert }) => {
        const data = clean.slice(0, at) + insert + clean.slice(at + remove);
        const drawing = await importText(stepText(data)).catch(unlessTruncated);
        if (drawing === null) return;
        const ignored = Object.values(drawing.plan.ignored).reduce((sum, count) => sum + count, 0);
        const touched = drawing.records.length + drawing.rejects.length + ignored;
        const unknown = drawing.warnings.unknown_class ?? 0;
        expect(touched + unknown).toBeGreaterThanOrEqual(11);
        expect(drawing.records.length).toBeGreaterThanOrEqual(9);
      }),
      { numRuns: 150 },
    );
  });
});
