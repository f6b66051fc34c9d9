import { describe, expect, it } from 'vitest';

import { type CalculatedSegment } from './calculation-input.ts';
import { fittingCoefficient } from './fitting-kind.ts';

const round: CalculatedSegment = {
  segmentType: 'duct_fitting',
  name: null,
  shape: 'round',
  width: null,
  height: null,
  diameter: 0.3,
  length: null,
  airflow: 0.5,
  material: null,
  properties: {},
};
const flat: CalculatedSegment = { ...round, shape: 'rectangular', width: 0.3, height: 0.6, diameter: null };

describe('fittingCoefficient', () => {
  it.each<[string, CalculatedSegment, number]>([
    [
      'a round elbow by the radius in its name',
      { ...round, name: 'Round Elbow: 1.5 D', properties: { Angle: 90 } },
      0.15,
    ],
    [
      'an angle of a property set',
      { ...round, name: 'Bend R/D = 1', properties: { Pset: { 'Bend Angle': '45' } } },
      0.15,
    ],
    [
      'what stands in property sets of IFC',
      { ...round, properties: { predefinedType: 'BEND', psets: { Pset: { Angle: 90, 'Radius Ratio': 2 } } } },
      0.1,
    ],
    [
      'a radius ratio',
      { ...round, properties: { PredefinedType: 'BEND', angle: 30, radius_ratio: 1.5 } },
      0.06,
    ],
    ['a rectangular elbow by its sides', { ...flat, name: 'Elbow 1.5W', properties: { angle: 90 } }, 0.25],
    ['one that is cut', { ...flat, name: 'M_Rectangular Elbow - Mitered:Standard' }, 1.3],
    ['a round reducer', { ...round, name: 'Reducer', length: 0.3 }, 0.15],
    ['one that changes its shape', { ...flat, name: 'Transition - Rectangular to Round', length: 0.3 }, 0.25],
    ['a branch', { ...round, name: 'Tee, branch', properties: { angle: 90, area_ratio: 0.5 } }, 1],
    ['a bell mouth', { ...round, name: 'Bell-mouth intake' }, 0.05],
    ['a damper', { ...round, name: 'Butterfly damper', properties: { opening: 60 } }, 0.9],
  ])('knows %s', (_, segment, expected) => {
    expect(fittingCoefficient(segment)?.coefficient).toBeCloseTo(expected, 12);
    expect(fittingCoefficient(segment)?.from).toBe('table');
  });

  it('takes a coefficient of the file first', () => {
    const properties = { Pset_Flow: { 'Loss Coefficient': 0.37 }, angle: 90, radius_ratio: 1 };
    expect(fittingCoefficient({ ...round, name: 'Elbow', properties })).toEqual({
      coefficient: 0.37,
      from: 'file',
      kind: null,
    });
  });

  it.each<[string, CalculatedSegment]>([
    ['no angle', { ...round, name: 'Round Elbow 1.5 D' }],
    ['no radius', { ...round, name: 'Round Elbow', properties: { angle: 90 } }],
    ['an angle between those of the table', { ...round, name: 'Elbow 1 D', properties: { angle: 60 } }],
    ['a rectangular elbow of 45 degrees', { ...flat, name: 'Elbow 1 W', properties: { angle: 45 } }],
    ['a cut round elbow, whose pieces are not said', { ...round, name: 'Mitered Elbow' }],
    ['an oval', { ...flat, shape: 'oval', name: 'Mitered Elbow' }],
    ['a tee whose path is not said', { ...round, name: 'Tee', properties: { angle: 90, area_ratio: 0.5 } }],
    ['a damper whose opening is not said', { ...round, name: 'Butterfly damper' }],
    ['a coefficient that is none', { ...round, properties: { 'Loss Coefficient': 'n/a' } }],
    ['nothing', round],
  ])('makes none up for %s', (_, segment) => {
    expect(fittingCoefficient(segment)).toBeNull();
  });
});
