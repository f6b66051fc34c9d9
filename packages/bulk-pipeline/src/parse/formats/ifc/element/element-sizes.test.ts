import { describe, expect, it } from 'vitest';

import { elementSizes, type SizeEvidence } from './element-sizes.ts';
import { type PropertySet } from './property-sets.ts';
import { type Property } from './property.ts';
import { SizeNames } from './size-names.ts';

const property = (name: string, value: Property['value'], measure: string | null = null): Property => ({
  name,
  value,
  measure,
  unit: null,
  parts: [],
});
const set = (...properties: Property[]): PropertySet => ({ name: 'Set', kind: 'properties', properties });
const quantities = (...properties: Property[]): PropertySet => ({
  name: 'Qto',
  kind: 'quantities',
  properties,
});
const box = (x: number, y: number, z: number): SizeEvidence['bounds'] => ({
  minX: 0,
  minY: 0,
  minZ: 0,
  maxX: x,
  maxY: y,
  maxZ: z,
});

const sizes = (evidence: Partial<SizeEvidence>): Record<string, unknown> => {
  const found = elementSizes({
    names: new SizeNames(),
    sets: [],
    sections: [],
    bounds: null,
    lengthUnit: 1,
    flowUnit: null,
    carriesAir: true,
    ...evidence,
  });
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
};

describe('elementSizes', () => {
  it('invents nothing', () => {
    expect(sizes({ sets: [set(property('Colour', 'red'), property('Length', 0))] })).toEqual({});
  });

  it('leaves absurd sizes to the properties', () => {
    const lengths = [-3, 0, 1e12].map((value) => set(property('Length', value, 'IFCLENGTHMEASURE')));
    const swept = { shape: 'round' as const, width: null, height: null, diameter: -2, length: 1e300 };
    expect(sizes({ sets: lengths })).toEqual({});
    expect(sizes({ sections: [swept] })).toEqual({ shape: 'round' });
    expect(
      sizes({ sets: [set(property('Flow', 1e9, 'IFCVOLUMETRICFLOWRATEMEASURE'))], flowUnit: 1 }),
    ).toEqual({});
  });

  it('reads typed lengths in the unit of the file, or in their own', () => {
    const length = property('Length', 172.11, 'IFCPOSITIVELENGTHMEASURE');
    expect(sizes({ sets: [set(length)], lengthUnit: 0.001 })).toEqual({ length: 0.17211 });
    expect(sizes({ sets: [set({ ...length, unit: 0.01 })], lengthUnit: 0.001 })['length']).toBeCloseTo(
      1.7211,
      12,
    );
    expect(sizes({ sets: [set(property('NominalDiameter', [0.012], 'IFCPOSITIVELENGTHMEASURE'))] })).toEqual({
      diameter: 0.012,
      shape: 'round',
    });
  });

  it('takes a bare number in the unit that fits the box of the element', () => {
    const sets = [set(property('Longitud', 3441.97, 'IFCREAL'), property('Diametro', '300x200', 'IFCLABEL'))];
    expect(sizes({ sets, bounds: box(3.44, 0.3, 0.2) })).toEqual({
      length: expect.closeTo(3.44197, 9) as number,
      width: 0.3,
      height: 0.2,
      shape: 'rectangular',
    });
    expect(sizes({ sets: [set(property('Length', 3.4, 'IFCREAL'))], bounds: box(3.4, 0.3, 0.2) })).toEqual({
      length: 3.4,
    });
    expect(sizes({ sets, bounds: null })).toEqual({});
    expect(sizes({ sets: [set(property('Length', 9e6, 'IFCREAL'))], bounds: box(3.4, 0.3, 0.2) })).toEqual(
      {},
    );
  });

  it('prefers quantities to properties, the nominal size to others, the stated to the swept', () => {
    const swept = { shape: 'round' as const, width: null, height: null, diameter: 60, length: 900 };
    const sets = [
      set(property('OuterDiameter', 60.3, 'IFCLENGTHMEASURE'), property('Length', 999, 'IFCLENGTHMEASURE')),
      quantities(property('Length', 1000, 'IFCLENGTHMEASURE')),
      set(property('NominalDiameter', 50, 'IFCLENGTHMEASURE')),
    ];
    expect(sizes({ sets, sections: [swept], lengthUnit: 0.001 })).toEqual({
      length: 1,
      diameter: 0.05,
      shape: 'round',
    });
    expect(sizes({ sections: [null, swept], lengthUnit: 0.001 })).toEqual({
      length: 0.9,
      diameter: 0.06,
      shape: 'round',
    });
  });

  it('reads a flow that names its unit, for elements that carry air', () => {
    const sets = [set(property('Flow', 3600, 'IFCVOLUMETRICFLOWRATEMEASURE'))];
    expect(sizes({ sets, flowUnit: 1 / 3600 })['airflow']).toBeCloseTo(1, 12);
    expect(sizes({ sets, flowUnit: null })).toEqual({});
    expect(sizes({ sets, flowUnit: 1, carriesAir: false })).toEqual({});
    expect(sizes({ sets: [set(property('Airflow', '350 L/s', 'IFCTEXT'))] })['airflow']).toBeCloseTo(
      0.35,
      12,
    );
    expect(sizes({ sets: [set(property('Airflow', 350, 'IFCREAL'))] })).toEqual({});
  });

  it('reads the shape of the section where it is stated', () => {
    const round = [property('Width', 0.4, 'IFCLENGTHMEASURE'), property('Height', 0.2, 'IFCLENGTHMEASURE')];
    expect(sizes({ sets: [set(...round, property('Shape', ['FLATOVAL']))] })).toMatchObject({
      shape: 'oval',
    });
  });
});
