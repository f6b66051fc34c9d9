import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { type SegmentRecord } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { beforeAll, expect, it } from 'vitest';

import {
  IFC_DRAWINGS,
  importDrawing,
  type ImportedDrawing,
  importFile,
} from '../../../../test/ifc-fixtures.ts';
import { descends, schemaClasses } from './schema/schema-classes.ts';
import { type IfcSchema } from './step-header.ts';

interface TruthElement {
  readonly class: string;
  readonly name: string | null;
  readonly objectType?: string | null;
  readonly tag?: string | null;
  readonly typeName?: string;
  readonly typeClass?: string;
  readonly typeGlobalId?: string;
  readonly predefinedType?: string | null;
  readonly storey: string | null;
  readonly systems: readonly string[];
  readonly materials: readonly string[];
  readonly ports: number;
  readonly connectedTo: readonly string[];
  readonly psets: Readonly<Record<string, unknown>>;
}

interface Truth {
  readonly total: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly elements: Readonly<Record<string, TruthElement>>;
}

function truthOf(name: string): Truth {
  const plain = name.replace(/\.gz$/, '');
  return JSON.parse(readFileSync(drawingPath(`truth/${plain}.elements.json`), 'utf8')) as Truth;
}

/** What the truth file says of an element, in its words. */
function asTruth(record: SegmentRecord): unknown {
  const { typeName, typeClass, typeGlobalId, objectType, tag, predefinedType, ports, psets } =
    record.properties;
  return {
    class: record.ifcClass,
    name: record.name,
    system: record.system,
    storey: record.level,
    material: record.material,
    connectedTo: [...record.connectsTo].sort(),
    typeName,
    typeClass,
    typeGlobalId,
    objectType: objectType ?? null,
    tag: tag ?? null,
    predefinedType: predefinedType ?? null,
    ports: ports ?? 0,
    psets: psets ?? {},
  };
}

function expected(element: TruthElement): unknown {
  return {
    class: element.class,
    name: element.name,
    system: element.systems[0] ?? null,
    storey: element.storey,
    material: element.materials.join(', ') || null,
    connectedTo: [...element.connectedTo].sort(),
    typeName: element.typeName,
    typeClass: element.typeClass,
    typeGlobalId: element.typeGlobalId,
    objectType: element.objectType ?? null,
    tag: element.tag ?? null,
    predefinedType: element.predefinedType ?? null,
    ports: element.ports,
    psets: element.psets,
  };
}

for (const name of IFC_DRAWINGS) {
  describeWithDrawings([`ifc/${name}`, `truth/${name.replace(/\.gz$/, '')}.elements.json`], name, () => {
    let truth: Truth;
    let drawing: ImportedDrawing;
    beforeAll(async () => {
      truth = truthOf(name);
      drawing = await importDrawing(`ifc/${name}`, { chunkBytes: 1024 * 1024 });
    }, 60_000);

    it('has the elements of each class, none rejected', () => {
      expect(Object.groupBy(drawing.records, (record) => record.ifcClass ?? '')).toSatisfy(
        (byClass: Record<string, SegmentRecord[]>) => {
          const counts = Object.fromEntries(Object.entries(byClass).map(([key, list]) => [key, list.length]));
          expect(counts).toEqual(truth.byClass);
          return true;
        },
      );
      expect(drawing.records).toHaveLength(truth.total);
      expect(drawing.rejects).toEqual([]);
      // The handbook says that a degree is 57.3 radians.
      expect(drawing.warnings).toEqual(name.startsWith('heating_handbook') ? { unit_assumed: 1 } : {});
    });

    it('says of every element what the file says', () => {
      const records = new Map(drawing.records.map((record) => [record.externalId, asTruth(record)]));
      const wanted = Object.entries(truth.elements).map(([globalId, element]) => [
        globalId,
        expected(element),
      ]);
      expect(Object.fromEntries(records)).toEqual(Object.fromEntries(wanted));
    });
  });
}

const READABLE = [
  ...IFC_DRAWINGS.map((name) => `ifc/${name}`),
  'odd/SingleBackslash.ifc',
  'odd/fileWithAbstractClass.ifc',
];

describeWithDrawings(READABLE, 'accounting', () => {
  it.each(READABLE)(
    'every element of %s is a segment, ignored or rejected',
    async (name) => {
      const path = drawingPath(name);
      const text = (name.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString(
        'latin1',
      );
      const { plan, records, rejects } = await importDrawing(name);
      const ignored = Object.values(plan.ignored).reduce((sum, count) => sum + count, 0);
      expect(records.length + ignored + rejects.length).toBe(elementsIn(text));
      expect(records.length).toBeGreaterThan(0);
    },
    60_000,
  );
});

/** Instances in a STEP text that are elements, or of an abstract class of objects and so no valid instances. */
function elementsIn(text: string): number {
  const named = /FILE_SCHEMA\s*\(\s*\(\s*'(IFC2X3|IFC4X3|IFC4)/.exec(text)?.[1] as IfcSchema;
  const classes = schemaClasses(named);
  const heads = text.matchAll(/^\s*#\d+\s*=\s*([A-Z0-9_]+)\s*\(/gim);
  return [...heads].filter(([, name = '']) => {
    const entity = classes.get(name.toUpperCase());
    const invalid = entity?.abstract === true && descends(entity, 'IfcObjectDefinition');
    return invalid || descends(entity, 'IfcElement') || entity?.name === 'IfcProxy';
  }).length;
}

describeWithDrawings(['ifc/school_mep_hvac_rebuilt.ifc'], 'school_mep_hvac_rebuilt.ifc in chunks', () => {
  it('gives the same records whatever the chunks', async () => {
    const path = drawingPath('ifc/school_mep_hvac_rebuilt.ifc');
    const whole = await importFile(path, { chunkBytes: 1e12 });
    const cut = await importFile(path, { chunkBytes: 700_000 });
    expect(whole.plan.chunks).toHaveLength(1);
    expect(cut.plan.chunks.length).toBeGreaterThan(10);
    expect(cut.records).toEqual(whole.records);
  }, 60_000);
});

describeWithDrawings(['ifc/school_full_rebuilt.ifc.gz'], 'what is no distribution element', () => {
  it('is counted by class', async () => {
    const { plan } = await importDrawing('ifc/school_full_rebuilt.ifc.gz');
    expect(plan.ignored).toEqual({
      IfcBuildingElementProxy: 780,
      IfcColumn: 135,
      IfcCovering: 43,
      IfcMember: 1450,
      IfcPlate: 629,
      IfcRailing: 14,
      IfcSlab: 40,
      IfcStair: 8,
      IfcWall: 133,
    });
  }, 60_000);
});

describeWithDrawings(
  ['odd/SingleBackslash.ifc', 'odd/fileWithAbstractClass.ifc', 'odd/odd_header_cut.ifc'],
  'odd files',
  () => {
    it('reads a file with a bad backslash in its header', async () => {
      const { records, rejects } = await importFile(drawingPath('odd/SingleBackslash.ifc'));
      expect(records).toHaveLength(1);
      expect(rejects).toEqual([]);
    });

    it('rejects an instance of an abstract class and keeps the element that refers to it', async () => {
      const { records, rejects } = await importFile(drawingPath('odd/fileWithAbstractClass.ifc'));
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ ifcClass: 'IfcFlowSegment', externalId: '274zYMkk9AfuQKTd5oWThF' });
      expect(rejects).toHaveLength(1);
      expect(rejects[0]).toMatchObject({
        code: 'abstract_class',
        position: { stepId: 1240084, line: 632 },
        reason: 'IfcFlowSegmentType is abstract and can have no instance',
      });
    });

    it.each(['odd_header_cut.ifc', 'odd_truncated_hvac_heating_B03.ifc'])(
      'refuses %s as cut',
      async (name) => {
        await expect(importFile(drawingPath(`odd/${name}`))).rejects.toMatchObject({
          code: 'truncated_file',
        });
      },
    );
  },
);
