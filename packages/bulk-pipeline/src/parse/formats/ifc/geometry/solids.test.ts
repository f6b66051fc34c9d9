import { describe, expect, it } from 'vitest';

import { type Box, boundsOfItem, boxOf, near } from '../../../../../test/shape-fixtures.ts';

const TURN = Math.PI / 180;
const R2 = Math.SQRT1_2;

const SOLIDS: readonly [string, readonly string[], Box][] = [
  [
    'extrusion along a slanted direction, whose length is Depth',
    [
      '#100=IFCEXTRUDEDAREASOLID(#101,#11,#102,5.);#102=IFCDIRECTION((0.,3.,4.));',
      '#101=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);',
    ],
    [-1, -1, 0, 1, 4, 4],
  ],
  [
    'tapered extrusion',
    [
      '#100=IFCEXTRUDEDAREASOLIDTAPERED(#101,#11,#14,3.,#102);#101=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);',
      '#102=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,3.,1.);',
    ],
    [-1.5, -1, 0, 1.5, 1, 3],
  ],
  [
    'bend of 90°: a quarter of a torus about the y axis',
    [
      '#100=IFCREVOLVEDAREASOLID(#101,#11,#103,90.);#101=IFCCIRCLEPROFILEDEF(.AREA.,$,#102,0.2);',
      '#102=IFCAXIS2PLACEMENT2D(#104,$);#104=IFCCARTESIANPOINT((1.,0.));#103=IFCAXIS1PLACEMENT(#10,#13);',
    ],
    [0, -0.2, -1.2, 1.2, 0.2, 0],
  ],
  [
    'bend beyond the half turn',
    [
      '#100=IFCREVOLVEDAREASOLID(#101,#11,#103,225.);#101=IFCCIRCLEPROFILEDEF(.AREA.,$,#102,0.2);',
      '#102=IFCAXIS2PLACEMENT2D(#104,$);#104=IFCCARTESIANPOINT((1.,0.));#103=IFCAXIS1PLACEMENT(#10,#13);',
    ],
    [-1.2, -0.2, -1.2, 1.2, 0.2, 1.2 * R2],
  ],
  [
    'disk swept along a slanted line',
    [
      '#100=IFCSWEPTDISKSOLID(#101,0.5,$,$,$);#101=IFCPOLYLINE((#10,#102));#102=IFCCARTESIANPOINT((3.,4.,0.));',
    ],
    // A disc square to (0.6, 0.8, 0) reaches 0.4 along x, 0.3 along y and 0.5 along z.
    [-0.4, -0.3, -0.5, 3.4, 4.3, 0.5],
  ],
  [
    'disk swept around a corner, mitred',
    [
      '#100=IFCSWEPTDISKSOLID(#101,0.5,$,$,$);#101=IFCPOLYLINE((#10,#102,#103));',
      '#102=IFCCARTESIANPOINT((2.,0.,0.));#103=IFCCARTESIANPOINT((2.,3.,0.));',
    ],
    [0, -0.5, -0.5, 2.5, 3, 0.5],
  ],
  [
    'disk swept around a rounded corner',
    [
      '#100=IFCSWEPTDISKSOLIDPOLYGONAL(#101,0.5,$,$,$,1.);#101=IFCPOLYLINE((#10,#102,#103));',
      '#102=IFCCARTESIANPOINT((4.,0.,0.));#103=IFCCARTESIANPOINT((0.,4.,0.));',
    ],
    // The arc's centre is on x = 4 - (1 + √2), one above the first line; the tube reaches 1.5 from there.
    [-0.5 * R2, -0.5, -0.5, 4 - (1 + Math.SQRT2) + 1.5, 4 + 0.5 * R2, 0.5],
  ],
  [
    'disk swept along an arc and straight on',
    [
      '#100=IFCSWEPTDISKSOLID(#101,0.2,0.1,$,$);',
      '#101=IFCINDEXEDPOLYCURVE(#102,(IFCARCINDEX((1,2,3)),IFCLINEINDEX((3,4))),.F.);',
      `#102=IFCCARTESIANPOINTLIST3D(((1.,0.,0.),(${R2},${R2},0.),(0.,1.,0.),(-2.,1.,0.)));`,
    ],
    [-2, 0, -0.2, 1.2, 1.2, 0.2],
  ],
  [
    'circle as directrix, cut at two parameters',
    ['#100=IFCSWEPTDISKSOLID(#101,0.2,$,0.,180.);#101=IFCCIRCLE(#11,1.);'],
    [-1.2, 0, -0.2, 1.2, 1.2, 0.2],
  ],
  [
    'section swept with its x axis along a fixed reference',
    [
      '#100=IFCFIXEDREFERENCESWEPTAREASOLID(#101,#11,#102,$,$,#14);#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,0.4,0.2);',
      '#102=IFCPOLYLINE((#10,#103));#103=IFCCARTESIANPOINT((0.,3.,0.));',
    ],
    [-0.1, 0, -0.2, 0.1, 3, 0.2],
  ],
  [
    'section swept square to a plane',
    [
      '#100=IFCSURFACECURVESWEPTAREASOLID(#101,#11,#102,$,$,#104);#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,0.4,0.2);',
      '#102=IFCPOLYLINE((#10,#103));#103=IFCCARTESIANPOINT((0.,3.,0.));#104=IFCPLANE(#11);',
    ],
    [-0.1, 0, -0.2, 0.1, 3, 0.2],
  ],
  ['block', ['#100=IFCBLOCK(#11,1.,2.,3.);'], [0, 0, 0, 1, 2, 3]],
  [
    'pyramid: its base begins at the origin',
    ['#100=IFCRECTANGULARPYRAMID(#11,1.,2.,3.);'],
    [0, 0, 0, 1, 2, 3],
  ],
  [
    'cylinder',
    ['#100=IFCCSGSOLID(#101);#101=IFCRIGHTCIRCULARCYLINDER(#11,3.,0.5);'],
    [-0.5, -0.5, 0, 0.5, 0.5, 3],
  ],
  ['cone', ['#100=IFCRIGHTCIRCULARCONE(#11,3.,0.5);'], [-0.5, -0.5, 0, 0.5, 0.5, 3]],
  ['sphere', ['#100=IFCSPHERE(#11,0.7);'], [-0.7, -0.7, -0.7, 0.7, 0.7, 0.7]],
  ['a bounding box where nothing else is', ['#100=IFCBOUNDINGBOX(#10,1.,2.,3.);'], [0, 0, 0, 1, 2, 3]],
  [
    'polygonal faces: a point that none uses does not count',
    [
      '#100=IFCPOLYGONALFACESET(#101,$,(#102,#103),$);#102=IFCINDEXEDPOLYGONALFACE((1,2,3));',
      '#103=IFCINDEXEDPOLYGONALFACEWITHVOIDS((1,2,5),((3,2,1)));',
      '#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,0.,0.),(0.,2.,0.),(9.,9.,9.),(0.,0.,3.)));',
    ],
    [0, 0, 0, 1, 2, 3],
  ],
  [
    'triangles whose indices go through PnIndex',
    [
      '#100=IFCTRIANGULATEDFACESET(#101,$,$,((1,2,3),(1,2,4)),(1,2,3,5));',
      '#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1.,0.,0.),(0.,2.,0.),(9.,9.,9.),(0.,0.,3.)));',
    ],
    [0, 0, 0, 1, 2, 3],
  ],
  [
    'a surface model of an open shell',
    [
      '#100=IFCSHELLBASEDSURFACEMODEL((#101));#101=IFCOPENSHELL((#102));#102=IFCFACE((#103));',
      '#103=IFCFACEOUTERBOUND(#104,.T.);#104=IFCPOLYLOOP((#10,#105,#106));',
      '#105=IFCCARTESIANPOINT((1.,2.,0.));#106=IFCCARTESIANPOINT((0.,-1.,3.));',
    ],
    [0, -1, 0, 1, 2, 3],
  ],
];

describe('Solids and surfaces', () => {
  it.each(SOLIDS)('%s', async (_, lines, expected) => {
    const result = await boundsOfItem(lines.join('\n'), { angleUnit: TURN });
    expect(boxOf(result.bounds)).toEqual(near(expected));
    expect(result).toMatchObject({ unsupported: [], approximate: [], fault: null });
  });
});

describe('Directrix of joined pieces between two parameters', () => {
  const tube = (end: string): string =>
    [
      `#100=IFCSWEPTDISKSOLID(#101,0.1,$,0.,${end});#101=IFCINDEXEDPOLYCURVE(#102,$,.F.);`,
      '#102=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(3.,0.,0.),(3.,4.,0.)));',
    ].join('');

  it.each(['$', '1.', '2.', '7.'])('that end at %s is taken whole', async (end) => {
    const result = await boundsOfItem(tube(end));
    expect(boxOf(result.bounds)).toEqual(near([0, -0.1, -0.1, 3.1, 4, 0.1]));
    expect(result.approximate).toEqual([]);
  });

  it('that ends elsewhere is enclosed, and named', async () => {
    const result = await boundsOfItem(tube('5.'));
    expect(boxOf(result.bounds)).toEqual(near([0, -0.1, -0.1, 3.1, 4, 0.1]));
    expect(result.approximate).toEqual(['IFCINDEXEDPOLYCURVE']);
  });
});

const CIRCLE_MAP = [
  '#100=IFCMAPPEDITEM(#101,#110);#101=IFCREPRESENTATIONMAP(#11,#102);',
  "#102=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#103));",
  '#103=IFCEXTRUDEDAREASOLID(#104,#11,#14,3.);#104=IFCCIRCLEPROFILEDEF(.AREA.,$,$,0.5);',
].join('');

describe('Mapped items', () => {
  it('stretched unevenly in a turned frame: the circle becomes an ellipse and stays exact', async () => {
    const result = await boundsOfItem(
      [
        CIRCLE_MAP,
        '#110=IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM(#111,#112,#10,2.,#14,0.5,1.5);',
        '#111=IFCDIRECTION((0.8,0.6,0.));#112=IFCDIRECTION((-0.6,0.8,0.));',
      ].join('\n'),
    );
    const [x, y] = [Math.hypot(0.8, 0.15), Math.hypot(0.6, 0.2)];
    expect(boxOf(result.bounds)).toEqual(near([-x, -y, 0, x, y, 4.5]));
  });

  it('mirrored by its second axis', async () => {
    const result = await boundsOfItem(
      [
        '#100=IFCMAPPEDITEM(#101,#110);#101=IFCREPRESENTATIONMAP(#11,#102);',
        "#102=IFCSHAPEREPRESENTATION($,'Body','CSG',(#103));#103=IFCBLOCK(#11,1.,2.,3.);",
        '#110=IFCCARTESIANTRANSFORMATIONOPERATOR3D(#12,#111,#10,2.,#14);#111=IFCDIRECTION((0.,-1.,0.));',
      ].join('\n'),
    );
    expect(boxOf(result.bounds)).toEqual(near([0, -4, 0, 2, 0, 6]));
  });

  it('in millimetres under a turned placement', async () => {
    const result = await boundsOfItem(
      [CIRCLE_MAP, '#110=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#10,$,$);'].join('\n'),
      {
        lengthUnit: 0.001,
        placement: [
          '#2=IFCLOCALPLACEMENT(#5,#6);#5=IFCLOCALPLACEMENT($,#7);#6=IFCAXIS2PLACEMENT3D(#10,#12,#14);',
          '#7=IFCAXIS2PLACEMENT3D(#8,$,#13);#8=IFCCARTESIANPOINT((1000.,0.,0.));',
        ].join(''),
      },
    );
    // z goes to the parent's x, which is the project's y.
    expect(boxOf(result.bounds)).toEqual(near([0.9995, 0, -0.0005, 1.0005, 0.003, 0.0005]));
  });

  it('turned by 45° a circle keeps its radius, where a turned box would grow', async () => {
    const result = await boundsOfItem(
      `${CIRCLE_MAP}#110=IFCCARTESIANTRANSFORMATIONOPERATOR3D(#111,$,#10,$,$);#111=IFCDIRECTION((1.,1.,0.));`,
    );
    expect(boxOf(result.bounds)).toEqual(near([-0.5, -0.5, 0, 0.5, 0.5, 3]));
  });
});
