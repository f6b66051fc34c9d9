import { describe, expect, it } from 'vitest';

import { type Box, boundsOfItem, boxOf, near } from '../../../../../test/shape-fixtures.ts';

/** `#101` is a block of 4 × 2 × 3 from the origin, `#102` a cylinder of radius 1 and height 3 on it. */
const OPERANDS = '#101=IFCBLOCK(#11,4.,2.,3.);#102=IFCRIGHTCIRCULARCYLINDER(#11,3.,1.);';
/** `#110` is the half space on the far side (x + z ≥ 3) of a slanted plane; `#111` the near side. */
const HALF_SPACES = [
  '#110=IFCHALFSPACESOLID(#112,.F.);#111=IFCHALFSPACESOLID(#112,.T.);#112=IFCPLANE(#113);',
  '#113=IFCAXIS2PLACEMENT3D(#114,#115,$);#114=IFCCARTESIANPOINT((3.,0.,0.));#115=IFCDIRECTION((1.,0.,1.));',
].join('');

const RESULTS: readonly [string, readonly string[], Box][] = [
  [
    'a block clipped by a slanted plane',
    ['#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#110);', HALF_SPACES],
    [0, 0, 0, 3, 2, 3],
  ],
  [
    'its other side',
    ['#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#111);', HALF_SPACES],
    [0, 0, 0, 4, 2, 3],
  ],
  [
    'a cylinder clipped where its circle is cut: the top ends where x + z = 3',
    ['#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#102,#111);', HALF_SPACES],
    [0, -1, 2, 1, 1, 3],
  ],
  [
    'the common part of block and half space',
    ['#100=IFCBOOLEANRESULT(.INTERSECTION.,#101,#110);', HALF_SPACES],
    [0, 0, 0, 4, 2, 3],
  ],
  [
    'a half space within a polygon: only what stands over it goes',
    [
      '#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#120);#120=IFCPOLYGONALBOUNDEDHALFSPACE(#121,.F.,#11,#123);',
      '#121=IFCPLANE(#122);#122=IFCAXIS2PLACEMENT3D(#124,$,$);#124=IFCCARTESIANPOINT((0.,0.,1.));',
      '#123=IFCPOLYLINE((#125,#126,#127,#128,#125));#125=IFCCARTESIANPOINT((-1.,-1.));#126=IFCCARTESIANPOINT((9.,-1.));',
      '#127=IFCCARTESIANPOINT((9.,9.));#128=IFCCARTESIANPOINT((-1.,9.));',
    ],
    [0, 0, 0, 4, 2, 1],
  ],
  [
    'the same within an L: the quarter it leaves keeps its height',
    [
      '#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#120);#120=IFCPOLYGONALBOUNDEDHALFSPACE(#121,.F.,#11,#123);',
      '#130=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#131);#131=IFCHALFSPACESOLID(#121,.T.);',
      '#121=IFCPLANE(#122);#122=IFCAXIS2PLACEMENT3D(#124,$,$);#124=IFCCARTESIANPOINT((0.,0.,-1.));',
      '#123=IFCPOLYLINE((#125,#126,#127,#128,#129,#119));#125=IFCCARTESIANPOINT((-1.,-1.));#126=IFCCARTESIANPOINT((9.,-1.));',
      '#127=IFCCARTESIANPOINT((9.,9.));#128=IFCCARTESIANPOINT((3.,9.));#129=IFCCARTESIANPOINT((3.,1.5));#119=IFCCARTESIANPOINT((-1.,1.5));',
    ],
    [0, 1.5, 0, 3, 2, 3],
  ],
  [
    'a pipe as one cylinder less another',
    [
      '#100=IFCBOOLEANRESULT(.DIFFERENCE.,#102,#103);#103=IFCRIGHTCIRCULARCYLINDER(#104,9.,0.9);',
      '#104=IFCAXIS2PLACEMENT3D(#105,$,$);#105=IFCCARTESIANPOINT((0.,0.,-1.));',
    ],
    [-1, -1, 0, 1, 1, 3],
  ],
  [
    'a block whose end is cut off by a larger block',
    [
      '#100=IFCBOOLEANRESULT(.DIFFERENCE.,#101,#103);#103=IFCBLOCK(#104,9.,9.,9.);',
      '#104=IFCAXIS2PLACEMENT3D(#105,$,$);#105=IFCCARTESIANPOINT((1.,-1.,-1.));',
    ],
    [0, 0, 0, 1, 2, 3],
  ],
  [
    'the common part of block and cylinder',
    ['#100=IFCBOOLEANRESULT(.INTERSECTION.,#101,#102);'],
    [0, 0, 0, 1, 1, 3],
  ],
  ['both together', ['#100=IFCBOOLEANRESULT(.UNION.,#101,#102);'], [-1, -1, 0, 4, 2, 3]],
];

describe('Boolean results', () => {
  it.each(RESULTS)('%s', async (_, lines, expected) => {
    const result = await boundsOfItem([OPERANDS, ...lines].join('\n'));
    expect(boxOf(result.bounds)).toEqual(near(expected));
    expect(result).toMatchObject({ unsupported: [], approximate: [], fault: null });
  });

  it('what nothing is left of has no bounds', async () => {
    const result = await boundsOfItem(`${OPERANDS}#100=IFCBOOLEANRESULT(.DIFFERENCE.,#101,#101);`);
    expect(result).toEqual({ bounds: null, unsupported: [], approximate: [], fault: null });
  });

  it('a cutter without flat faces leaves the first operand as an enclosure, and says so', async () => {
    const result = await boundsOfItem(
      `${OPERANDS}#100=IFCBOOLEANRESULT(.DIFFERENCE.,#101,#103);#103=IFCSPHERE(#11,9.);`,
    );
    expect(boxOf(result.bounds)).toEqual(near([0, 0, 0, 4, 2, 3]));
    expect(result.approximate).toEqual(['IFCBOOLEANRESULT']);
  });

  it('a common part that cannot be computed is enclosed by what both enclose', async () => {
    const result = await boundsOfItem(
      `${OPERANDS}#100=IFCBOOLEANRESULT(.INTERSECTION.,#101,#103);#103=IFCSPHERE(#11,1.5);`,
    );
    expect(boxOf(result.bounds)).toEqual(near([0, 0, 0, 1.5, 1.5, 1.5]));
    expect(result.approximate).toEqual(['IFCBOOLEANRESULT']);
  });

  it('a missing cutter is named', async () => {
    const result = await boundsOfItem(`${OPERANDS}#100=IFCBOOLEANRESULT(.DIFFERENCE.,#101,#999);`);
    expect(boxOf(result.bounds)).toEqual(near([0, 0, 0, 4, 2, 3]));
    expect(result.unsupported).toEqual(['IFCREPRESENTATIONITEM']);
  });
});
