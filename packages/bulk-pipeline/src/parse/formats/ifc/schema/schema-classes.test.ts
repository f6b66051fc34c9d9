import { describe, expect, it } from 'vitest';

import { SEGMENT_CLASSES } from '../element/segment-classes.ts';
import { IFC_SCHEMAS } from '../step-header.ts';
import { IFC2X3_CLASSES } from './ifc2x3-classes.ts';
import { IFC4_CLASSES } from './ifc4-classes.ts';
import { IFC4X3_CLASSES } from './ifc4x3-classes.ts';
import { SchemaClasses } from './schema-classes.ts';

const LISTINGS = { IFC2X3: IFC2X3_CLASSES, IFC4: IFC4_CLASSES, IFC4X3: IFC4X3_CLASSES };

const namesOf = (schema: keyof typeof LISTINGS): string[] =>
  [...LISTINGS[schema].matchAll(/[A-Z][A-Za-z0-9]*/g)].map(([name]) => `Ifc${name}`);

describe('SchemaClasses', () => {
  it.each([
    ['IFC2X3', 653],
    ['IFC4', 776],
    ['IFC4X3', 876],
  ] as const)('%s has as many entities as its EXPRESS listing', (schema, count) => {
    expect(new SchemaClasses(schema).size).toBe(count);
  });

  it('knows parents, abstract classes and attribute counts', () => {
    const ifc4 = new SchemaClasses('IFC4');
    expect(ifc4.get('IFCDUCTSEGMENT')).toMatchObject({
      name: 'IfcDuctSegment',
      abstract: false,
      attributes: 9,
    });
    expect(ifc4.get('IFCDUCTSEGMENT')?.parent?.name).toBe('IfcFlowSegment');
    expect(ifc4.get('IFCELEMENT')).toMatchObject({ abstract: true, attributes: 8 });
    expect(ifc4.get('IFCAXIS2PLACEMENT3D')).toMatchObject({ name: 'IfcAxis2Placement3D', attributes: 3 });
    expect(ifc4.isA('IFCDISTRIBUTIONPORT', 'IfcDistributionElement')).toBe(false);
    expect(ifc4.get('IFCWINDOWSTYLEX')).toBeNull();
    expect(new SchemaClasses('IFC2X3').get('IFCDUCTSEGMENT')).toBeNull();
    expect(new SchemaClasses('IFC2X3').get('IFCFLOWSEGMENTTYPE')?.abstract).toBe(true);
    expect(new SchemaClasses('IFC4X3').isA('IFCSIGNAL', 'IfcDistributionElement')).toBe(true);
  });

  it.each(IFC_SCHEMAS)('every distribution element of %s has a segment type', (schema) => {
    const classes = new SchemaClasses(schema);
    const elements = namesOf(schema).filter((name) =>
      classes.isA(name.toUpperCase(), 'IfcDistributionElement'),
    );
    expect(elements.length).toBeGreaterThanOrEqual(13);
    expect(elements.filter((name) => !SEGMENT_CLASSES.has(name))).toEqual([]);
  });

  it('has no segment type for a class that no schema has', () => {
    const all = new Set(IFC_SCHEMAS.flatMap(namesOf));
    expect([...SEGMENT_CLASSES.keys()].filter((name) => !all.has(name))).toEqual([]);
  });
});
