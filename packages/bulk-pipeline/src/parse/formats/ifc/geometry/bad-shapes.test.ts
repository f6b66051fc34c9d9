import { describe, expect, it } from 'vitest';

import { modelOf, stepText } from '../../../../../test/ifc-fixtures.ts';
import { boundsOfItem, boxOf } from '../../../../../test/shape-fixtures.ts';
import { createBoundsReader } from '../bounds-reader.ts';
import { readNumbers } from './raw-lists.ts';

const NOTHING = { bounds: null, approximate: [], fault: null };
const BLOCK = '#100=IFCBLOCK(#11,1.,2.,3.);';
const METRES = { lengthUnit: 1, angleUnit: 1 };

describe('Placements that lead nowhere', () => {
  it('one that refers to itself by a detour is a loop', async () => {
    const result = await boundsOfItem(BLOCK, {
      placement: '#2=IFCLOCALPLACEMENT(#5,#11);#5=IFCLOCALPLACEMENT(#6,#11);#6=IFCLOCALPLACEMENT(#5,#11);',
    });
    expect(result).toMatchObject({ bounds: null, fault: { code: 'placement_loop' } });
  });

  it.each([
    ['a missing parent', '#2=IFCLOCALPLACEMENT(#7,#11);', 'IFCOBJECTPLACEMENT'],
    ['a missing relative placement', '#2=IFCLOCALPLACEMENT($,#7);', 'IFCLOCALPLACEMENT'],
    ['a grid', '#2=IFCGRIDPLACEMENT(#7,$);', 'IFCGRIDPLACEMENT'],
  ])('%s leaves no bounds rather than wrong ones', async (_, placement, name) => {
    const result = await boundsOfItem(BLOCK, { placement });
    expect(result).toEqual({ ...NOTHING, unsupported: [name] });
  });

  it('a linear placement counts by the position it carries, and says so', async () => {
    const result = await boundsOfItem(BLOCK, {
      placement:
        '#2=IFCLINEARPLACEMENT($,$,#7);#7=IFCAXIS2PLACEMENT3D(#8,$,$);#8=IFCCARTESIANPOINT((5.,0.,0.));',
    });
    expect(boxOf(result.bounds)).toEqual([5, 0, 0, 6, 2, 3]);
    expect(result.approximate).toEqual(['IFCLINEARPLACEMENT']);
  });

  it('parallel and zero axes still give a frame', async () => {
    const result = await boundsOfItem(BLOCK, {
      placement:
        '#2=IFCLOCALPLACEMENT($,#7);#7=IFCAXIS2PLACEMENT3D(#10,#14,#14);#8=IFCDIRECTION((0.,0.,0.));',
    });
    expect(result.bounds).not.toBeNull();
    expect(result.bounds!.maxZ - result.bounds!.minZ).toBeCloseTo(3, 12);
  });
});

describe('Shapes that lead nowhere', () => {
  it('a mapped item that holds itself is a loop; what stands beside it counts', async () => {
    const result = await boundsOfItem(
      [
        '#100=IFCMAPPEDITEM(#101,#105);',
        '#101=IFCREPRESENTATIONMAP(#11,#102);',
        "#102=IFCSHAPEREPRESENTATION($,'Body','MappedRepresentation',(#100,#104));",
        '#104=IFCBLOCK(#11,1.,2.,3.);',
        '#105=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#10,$,$);',
      ].join('\n'),
    );
    expect(boxOf(result.bounds)).toEqual([0, 0, 0, 1, 2, 3]);
    expect(result.fault).toEqual({ code: 'placement_loop', stepId: 100 });
  });

  it('a boolean result that is its own operand is a loop', async () => {
    const result = await boundsOfItem('#100=IFCBOOLEANRESULT(.UNION.,#100,#100);');
    expect(result).toMatchObject({ bounds: null, fault: { code: 'placement_loop' } });
  });

  it.each([
    ['a missing item', '#99=IFCWALL();', 'IFCREPRESENTATIONITEM'],
    ['an unknown kind', '#100=IFCSECTIONEDSOLIDHORIZONTAL(#1,(),());', 'IFCSECTIONEDSOLIDHORIZONTAL'],
    ['a missing profile', '#100=IFCEXTRUDEDAREASOLID(#101,#11,#14,1.);', 'IFCPROFILEDEF'],
    [
      'a profile without a radius',
      '#100=IFCEXTRUDEDAREASOLID(#101,#11,#14,1.);#101=IFCCIRCLEPROFILEDEF(.AREA.,$,$,$);',
      'IFCCIRCLEPROFILEDEF',
    ],
    ['a shell without faces', '#100=IFCFACETEDBREP(#101);#101=IFCCLOSEDSHELL(());', 'IFCFACETEDBREP'],
    ['a broken instance', '#100=IFCBLOCK(#11,1.,(,1.);', 'IFCBLOCK'],
  ])('%s is named and leaves no bounds', async (_, lines, name) => {
    expect(await boundsOfItem(lines)).toEqual({ ...NOTHING, unsupported: [name] });
  });

  it('a point that is no number is named and left out, the others count', async () => {
    const result = await boundsOfItem(
      [
        '#100=IFCTRIANGULATEDFACESET(#101,$,$,((1,2,3),(3,4,1)),$);',
        '#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,0.,0.),(0.,NAN,0.),(0.,2.,-1.)));',
      ].join('\n'),
    );
    expect(boxOf(result.bounds)).toEqual([0, 0, -1, 1, 2, 0]);
    expect(result).toMatchObject({ unsupported: ['IFCCARTESIANPOINTLIST3D'], fault: null });
  });

  it('indices outside the list are named and left out', async () => {
    const result = await boundsOfItem(
      [
        '#100=IFCTRIANGULATEDFACESET(#101,$,$,((1,2,99),(0,-4,2)),$);',
        '#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,1.,1.),(9.,9.,9.)));',
      ].join('\n'),
    );
    expect(boxOf(result.bounds)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(result.unsupported).toEqual(['IFCCARTESIANPOINTLIST3D']);
  });

  it('one broken face of a shell is named, the others count', async () => {
    const result = await boundsOfItem(
      [
        '#100=IFCFACETEDBREP(#101);#101=IFCCLOSEDSHELL((#102,#103));',
        '#102=IFCFACE((#104));#104=IFCFACEOUTERBOUND(#105,.T.);#105=IFCPOLYLOOP((#106,#107,#10));',
        '#106=IFCCARTESIANPOINT((1.,0.,0.));#107=IFCCARTESIANPOINT((0.,1.,2.));',
        '#103=IFCFACE((#108));#108=IFCFACEOUTERBOUND(#999,.T.);',
      ].join('\n'),
    );
    expect(boxOf(result.bounds)).toEqual([0, 0, 0, 1, 1, 2]);
    expect(result.unsupported).toEqual(['IFCLOOP']);
  });
});

describe('Numbers that are not finite', () => {
  const FACES = '#100=IFCTRIANGULATEDFACESET(#101,$,$,((1,2,3)),$);';

  it.each([
    ['a length', '#100=IFCBLOCK(#11,1.E999,1.,1.);', 100],
    [
      'a point in a list',
      `${FACES}#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,0.,0.),(9.,-1.E999,0.)));`,
      101,
    ],
    ['digits without end', `#100=IFCBLOCK(#11,1.,1.,${'9'.repeat(400)}.);`, 100],
    [
      'a point of an operand',
      '#100=IFCBOOLEANRESULT(.UNION.,#101,#101);#101=IFCBLOCK(#102,1.,1.,1.);' +
        '#102=IFCAXIS2PLACEMENT3D(#103,$,$);#103=IFCCARTESIANPOINT((0.,0.,1.E400));',
      103,
    ],
    ['a product of finite ones', '#100=IFCBLOCK(#11,1.E300,1.E300,1.E300);', 4],
  ])('in %s are named by their instance', async (_, lines, stepId) => {
    const { fault } = await boundsOfItem(lines, { lengthUnit: 1e300 });
    expect(fault).toEqual({ code: 'non_finite_number', stepId });
  });

  it('are not found in the element after the one that had them', async () => {
    readNumbers({ buffer: Buffer.from('(1.E999)'), start: 0, end: 8 });
    const result = await boundsOfItem(BLOCK);
    expect(boxOf(result.bounds)).toEqual([0, 0, 0, 1, 2, 3]);
    expect(result.fault).toBeNull();
  });

  it('may be zero in any notation', async () => {
    const result = await boundsOfItem(
      '#100=IFCBLOCK(#101,1.,1.,1.);#101=IFCAXIS2PLACEMENT3D(#102,$,$);#102=IFCCARTESIANPOINT((0.E400,0.,1.E-400));',
    );
    expect(boxOf(result.bounds)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('stay with everything that is read from a cache', async () => {
    const item = '#100=IFCMAPPEDITEM(#101,#105);#101=IFCREPRESENTATIONMAP(#11,#102);';
    using model = await modelOf(
      stepText(
        [
          '#10=IFCCARTESIANPOINT((0.,0.,0.));#11=IFCAXIS2PLACEMENT3D(#10,$,$);',
          `${item}#102=IFCSHAPEREPRESENTATION($,'Body','Brep',(#103,#104));`,
          '#103=IFCBLOCK(#11,1.E400,1.,1.);#104=IFCBLOCK(#11,1.,1.,1.);',
          '#105=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#10,$,$);',
          "#3=IFCSHAPEREPRESENTATION($,'Body','MappedRepresentation',(#100));#4=IFCPRODUCTDEFINITIONSHAPE($,$,(#3));",
          "#6=IFCSHAPEREPRESENTATION($,'Body','Brep',(#104));#5=IFCPRODUCTDEFINITIONSHAPE($,$,(#6));",
          '#20=IFCLOCALPLACEMENT($,#21);#21=IFCAXIS2PLACEMENT3D(#22,$,$);#22=IFCCARTESIANPOINT((0.,1.E400,0.));',
          '#23=IFCLOCALPLACEMENT(#20,#11);',
        ].join('\n'),
      ),
    );
    const reader = createBoundsReader(model, METRES);
    const faults = [null, { ref: 20 }, { ref: 23 }, { ref: 20 }].flatMap((placement) =>
      [4, 5, 4].map((ref) => reader.elementBounds(placement, { ref }).fault?.stepId ?? null),
    );
    expect(faults).toEqual([103, null, 103, 103, 22, 103, 103, 22, 103, 103, 22, 103]);
  });
});

describe('Elements without a body', () => {
  it('neither a missing representation nor a reference to something else gives bounds', async () => {
    using model = await modelOf(stepText('#10=IFCCARTESIANPOINT((0.,0.,0.));'));
    const reader = createBoundsReader(model, METRES);
    for (const shape of [null, { ref: 77 }, { ref: 10 }]) {
      expect(reader.elementBounds(null, shape)).toEqual({ ...NOTHING, unsupported: [] });
    }
  });

  it.each([
    ["'Body'", true],
    ["'body '", true],
    ["'Facetation'", true],
    ["''", true],
    ['$', true],
    ["'Axis'", false],
    ["'Box'", false],
    ["'FootPrint'", false],
  ])('a representation called %s counts: %s', async (identifier, counts) => {
    const result = await boundsOfItem(BLOCK, { identifier });
    expect(boxOf(result.bounds)).toEqual(counts ? [0, 0, 0, 1, 2, 3] : null);
  });

  it('an unnamed representation does not count beside a body', async () => {
    using model = await modelOf(
      stepText(
        [
          "#1=IFCSHAPEREPRESENTATION($,'','SweptSolid',(#5));",
          "#2=IFCSHAPEREPRESENTATION($,'Body','CSG',(#6));",
          "#3=IFCSHAPEREPRESENTATION($,'Body','CSG',(#6));",
          '#4=IFCPRODUCTDEFINITIONSHAPE($,$,(#1,#2,#3));',
          '#5=IFCBLOCK(#8,9.,9.,9.);#6=IFCBLOCK(#8,1.,1.,1.);',
          '#7=IFCCARTESIANPOINT((0.,0.,0.));#8=IFCAXIS2PLACEMENT3D(#7,$,$);',
        ].join('\n'),
      ),
    );
    const { bounds } = createBoundsReader(model, METRES).elementBounds(null, { ref: 4 });
    expect(boxOf(bounds)).toEqual([0, 0, 0, 1, 1, 1]);
  });
});

describe('Shapes that repeat themselves without end', () => {
  const doubling = (levels: number, line: (id: number) => string, last: (id: number) => string): string =>
    Array.from({ length: levels }, (_, i) => line(100 + 2 * i)).join('\n') + last(100 + 2 * levels);

  it('a union of unions of the same, 60 levels deep, ends', async () => {
    const text = doubling(
      60,
      (id) => `#${id}=IFCBOOLEANRESULT(.UNION.,#${id + 2},#${id + 2});`,
      (id) => `#${id}=IFCBLOCK(#11,1.,2.,3.);`,
    );
    const result = await boundsOfItem(text);
    expect(result.unsupported).not.toEqual([]);
  });

  it('mapped items that hold the next one twice, 60 levels deep, end', async () => {
    const text = doubling(
      60,
      (id) =>
        `#${id}=IFCMAPPEDITEM(#${id + 1000},#90);#${id + 1000}=IFCREPRESENTATIONMAP(#11,#${id + 1001});` +
        `#${id + 1001}=IFCSHAPEREPRESENTATION($,'Body','MappedRepresentation',(#${id + 2},#${id + 3}));` +
        `#${id + 3}=IFCMAPPEDITEM(#${id + 1002},#90);`,
      (id) => `#${id}=IFCBLOCK(#11,1.,2.,3.);#90=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#10,$,$);`,
    );
    const result = await boundsOfItem(text);
    expect(result.unsupported).not.toEqual([]);
  });
});
