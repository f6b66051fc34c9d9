import { describe, expect, it } from 'vitest';

import { boundsOfItem, boxOf, near } from '../../../../../test/shape-fixtures.ts';

/** Item `#100` extrudes profile `#101` by 1 along z. */
const EXTRUDED = '#100=IFCEXTRUDEDAREASOLID(#101,#11,#14,1.);';
const SQRT1_2 = Math.SQRT1_2;
const SQRT3_2 = Math.sqrt(3) / 2;

const PROFILES: readonly [string, string, readonly [number, number, number, number]][] = [
  ['rectangle', '#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4.,2.);', [-2, -1, 2, 1]],
  [
    'rectangle turned by 45°',
    '#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,2.,2.);#102=IFCAXIS2PLACEMENT2D(#10,#103);#103=IFCDIRECTION((1.,1.));',
    [-Math.SQRT2, -Math.SQRT2, Math.SQRT2, Math.SQRT2],
  ],
  [
    'rounded rectangle turned by 45°: its corners are cut short',
    '#101=IFCROUNDEDRECTANGLEPROFILEDEF(.AREA.,$,#102,2.,2.,0.5);#102=IFCAXIS2PLACEMENT2D(#10,#103);#103=IFCDIRECTION((1.,1.));',
    // The centres of the corner arcs stand 0.5·√2 from the middle; the arc adds its radius.
    [-(SQRT1_2 + 0.5), -(SQRT1_2 + 0.5), SQRT1_2 + 0.5, SQRT1_2 + 0.5],
  ],
  ['hollow rectangle', '#101=IFCRECTANGLEHOLLOWPROFILEDEF(.AREA.,$,$,4.,2.,0.1,$,$);', [-2, -1, 2, 1]],
  ['circle', '#101=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.5);', [-1.5, -1.5, 1.5, 1.5]],
  ['hollow circle', '#101=IFCCIRCLEHOLLOWPROFILEDEF(.AREA.,$,$,1.5,0.1);', [-1.5, -1.5, 1.5, 1.5]],
  ['ellipse', '#101=IFCELLIPSEPROFILEDEF(.AREA.,$,$,3.,1.);', [-3, -1, 3, 1]],
  [
    'trapezium whose top hangs over: the origin is the middle of its box',
    '#101=IFCTRAPEZIUMPROFILEDEF(.AREA.,$,$,1.,0.6,0.5,0.7);',
    [-0.65, -0.25, 0.65, 0.25],
  ],
  ['I', '#101=IFCISHAPEPROFILEDEF(.AREA.,$,$,1.,2.,0.1,0.2,0.1,$,$);', [-0.5, -1, 0.5, 1]],
  [
    'unequal I',
    '#101=IFCASYMMETRICISHAPEPROFILEDEF(.AREA.,$,$,1.,2.,0.1,0.2,$,1.6,0.1,$,$,$,$,$);',
    [-0.8, -1, 0.8, 1],
  ],
  ['L', '#101=IFCLSHAPEPROFILEDEF(.AREA.,$,$,1.,0.6,0.1,0.05,0.04,$);', [-0.3, -0.5, 0.3, 0.5]],
  ['T', '#101=IFCTSHAPEPROFILEDEF(.AREA.,$,$,1.,0.6,0.1,0.12,$,$,$,$,$);', [-0.3, -0.5, 0.3, 0.5]],
  ['U', '#101=IFCUSHAPEPROFILEDEF(.AREA.,$,$,1.,0.6,0.1,0.12,$,$,$);', [-0.3, -0.5, 0.3, 0.5]],
  ['C', '#101=IFCCSHAPEPROFILEDEF(.AREA.,$,$,1.,0.6,0.05,0.2,0.02);', [-0.3, -0.5, 0.3, 0.5]],
  ['Z', '#101=IFCZSHAPEPROFILEDEF(.AREA.,$,$,1.,0.6,0.05,0.06,$,$);', [-0.575, -0.5, 0.575, 0.5]],
  [
    'derived, stretched unevenly',
    [
      '#101=IFCDERIVEDPROFILEDEF(.AREA.,$,#102,#103,$);#102=IFCCIRCLEPROFILEDEF(.AREA.,$,$,0.5);',
      '#103=IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM(#104,$,#10,2.,0.5);#104=IFCDIRECTION((0.8,0.6));',
    ].join(''),
    // Half axes 1 along (0.8, 0.6) and 0.25 along (-0.6, 0.8).
    [-Math.hypot(0.8, 0.15), -Math.hypot(0.6, 0.2), Math.hypot(0.8, 0.15), Math.hypot(0.6, 0.2)],
  ],
  [
    'mirrored',
    [
      '#101=IFCMIRROREDPROFILEDEF(.AREA.,$,#102,*,$);#102=IFCRECTANGLEPROFILEDEF(.AREA.,$,#103,2.,2.);',
      '#103=IFCAXIS2PLACEMENT2D(#104,$);#104=IFCCARTESIANPOINT((5.,1.));',
    ].join(''),
    [-6, 0, -4, 2],
  ],
  [
    'composite',
    [
      '#101=IFCCOMPOSITEPROFILEDEF(.AREA.,$,(#102,#103),$);#102=IFCCIRCLEPROFILEDEF(.AREA.,$,$,0.5);',
      '#103=IFCRECTANGLEPROFILEDEF(.AREA.,$,#104,1.,1.);#104=IFCAXIS2PLACEMENT2D(#105,$);#105=IFCCARTESIANPOINT((5.,1.));',
    ].join(''),
    [-0.5, -0.5, 5.5, 1.5],
  ],
  [
    'centre line',
    [
      '#101=IFCCENTERLINEPROFILEDEF(.AREA.,$,#102,0.2);#102=IFCPOLYLINE((#10,#103,#104));',
      '#103=IFCCARTESIANPOINT((2.,0.));#104=IFCCARTESIANPOINT((2.,3.));',
    ].join(''),
    [0, -0.1, 2.1, 3],
  ],
];

describe('Profiles', () => {
  it.each(PROFILES)('%s', async (_, lines, [minX, minY, maxX, maxY]) => {
    const result = await boundsOfItem(`${EXTRUDED}${lines}`);
    expect(boxOf(result.bounds)).toEqual(near([minX, minY, 0, maxX, maxY, 1]));
    expect(result).toMatchObject({ unsupported: [], approximate: [], fault: null });
  });
});

/** Curve `#102` bounds the profile. */
const OUTLINED = `${EXTRUDED}#101=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#102);`;

const CURVES: readonly [string, string, readonly [number, number, number, number], number?][] = [
  [
    'indexed arc through three points',
    [
      '#102=IFCINDEXEDPOLYCURVE(#103,(IFCLINEINDEX((1,2)),IFCARCINDEX((2,3,4)),IFCLINEINDEX((4,5,1))),.F.);',
      '#103=IFCCARTESIANPOINTLIST2D(((0.,0.),(1.,0.),(1.5,0.5),(1.,1.),(0.,1.)));',
    ].join(''),
    [0, 0, 1.5, 1],
  ],
  [
    'arc trimmed by parameters in degrees, beyond its top',
    [
      '#102=IFCTRIMMEDCURVE(#103,(IFCPARAMETERVALUE(30.)),(IFCPARAMETERVALUE(120.)),.T.,.PARAMETER.);',
      '#103=IFCCIRCLE(#104,2.);#104=IFCAXIS2PLACEMENT2D(#10,$);',
    ].join(''),
    [-1, 1, Math.sqrt(3), 2],
    Math.PI / 180,
  ],
  [
    'the same ends walked the other way',
    [
      '#102=IFCTRIMMEDCURVE(#103,(IFCPARAMETERVALUE(30.)),(IFCPARAMETERVALUE(120.)),.F.,.PARAMETER.);',
      '#103=IFCCIRCLE(#104,2.);#104=IFCAXIS2PLACEMENT2D(#10,$);',
    ].join(''),
    [-2, -2, 2, Math.sqrt(3)],
    Math.PI / 180,
  ],
  [
    'arc trimmed by points',
    [
      '#102=IFCTRIMMEDCURVE(#103,(#105),(#106),.F.,.CARTESIAN.);#103=IFCCIRCLE(#104,1.);',
      '#104=IFCAXIS2PLACEMENT2D(#10,$);#105=IFCCARTESIANPOINT((0.,1.));#106=IFCCARTESIANPOINT((1.,0.));',
    ].join(''),
    [0, 0, 1, 1],
  ],
  [
    'half an ellipse in a turned frame',
    [
      '#102=IFCTRIMMEDCURVE(#103,(IFCPARAMETERVALUE(0.)),(IFCPARAMETERVALUE(3.141592653589793)),.T.,.PARAMETER.);',
      '#103=IFCELLIPSE(#104,2.,1.);#104=IFCAXIS2PLACEMENT2D(#10,#105);#105=IFCDIRECTION((0.8,0.6));',
    ].join(''),
    // Ends at ±(1.6, 1.2); the half on the left reaches -hypot(1.6, 0.6) and hypot(1.2, 0.8).
    [-Math.hypot(1.6, 0.6), -1.2, 1.6, Math.hypot(1.2, 0.8)],
  ],
  [
    'composite of an arc and a reversed chain',
    [
      '#102=IFCCOMPOSITECURVE((#110,#111),.F.);#110=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#103);',
      '#111=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#107);#107=IFCPOLYLINE((#105,#10,#106));',
      '#103=IFCTRIMMEDCURVE(#104,(#105),(#106),.T.,.CARTESIAN.);#104=IFCCIRCLE(#108,1.);',
      '#108=IFCAXIS2PLACEMENT2D(#10,$);#105=IFCCARTESIANPOINT((1.,0.));#106=IFCCARTESIANPOINT((0.,1.));',
    ].join(''),
    [0, 0, 1, 1],
  ],
  [
    'cubic spline, highest at 3/4 of its control points',
    [
      '#102=IFCBSPLINECURVEWITHKNOTS(3,(#10,#103,#104,#105),.UNSPECIFIED.,.F.,.F.,(4,4),(0.,1.),.UNSPECIFIED.);',
      '#103=IFCCARTESIANPOINT((1.,2.));#104=IFCCARTESIANPOINT((3.,2.));#105=IFCCARTESIANPOINT((4.,0.));',
    ].join(''),
    [0, 0, 4, 1.5],
  ],
  [
    'rational spline that is a quarter of a circle',
    [
      '#102=IFCRATIONALBSPLINECURVEWITHKNOTS(2,(#103,#104,#105),.UNSPECIFIED.,.F.,.F.,(3,3),(0.,1.),.UNSPECIFIED.,(1.,0.7071067811865476,1.));',
      '#103=IFCCARTESIANPOINT((0.5,0.8660254037844386));#104=IFCCARTESIANPOINT((-0.3660254037844386,1.3660254037844386));#105=IFCCARTESIANPOINT((-0.8660254037844386,0.5));',
    ].join(''),
    [-SQRT3_2, 0.5, 0.5, 1],
  ],
  [
    'Bézier curve without knots',
    [
      '#102=IFCBEZIERCURVE(2,(#10,#103,#104),.UNSPECIFIED.,.F.,.F.);',
      '#103=IFCCARTESIANPOINT((1.,2.));#104=IFCCARTESIANPOINT((2.,0.));',
    ].join(''),
    [0, 0, 2, 1],
  ],
  [
    'offset of a circle to its inside',
    '#102=IFCOFFSETCURVE2D(#103,0.25,.F.);#103=IFCCIRCLE(#104,1.);#104=IFCAXIS2PLACEMENT2D(#10,$);',
    [-0.75, -0.75, 0.75, 0.75],
  ],
];

describe('Curves', () => {
  it.each(CURVES)('%s', async (_, lines, [minX, minY, maxX, maxY], angleUnit = 1) => {
    const result = await boundsOfItem(`${OUTLINED}${lines}`, { angleUnit });
    expect(boxOf(result.bounds)).toEqual(near([minX, minY, 0, maxX, maxY, 1]));
    expect(result).toMatchObject({ unsupported: [], approximate: [], fault: null });
  });
});
