import { readFileSync } from 'node:fs';

import { type SegmentRecord } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { beforeAll, expect, it } from 'vitest';

import { type ParsedDrawing, parseDrawing } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';
import { drawingUnit } from './index/units.ts';

interface Truth {
  readonly insunits: number | null;
  readonly measurement: number | null;
  readonly topLevel: Readonly<Record<string, number>>;
  readonly segments: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly byLayer: Readonly<Record<string, number>>;
  readonly ignored: Readonly<Record<string, number>>;
  readonly extentsInFileUnits: readonly number[] | string;
}

const ARRAY = 'dxf/array-rotated.dxf';

const DRAWINGS = [
  'dxf/ACadSharp_sample_AC1015_ascii.dxf',
  'dxf/ACadSharp_sample_AC1015_binary.dxf',
  'dxf/api-cw750-details.dxf',
  'dxf/array-rotated.dxf',
  'dxf/entities_autocad.dxf',
  'dxf/floorplan.dxf',
  'dxf/nested-insert-layers.dxf',
  'dxf/school_level1_hvac_plan_R12.dxf',
  'dxf/us_main_10k.dxf',
  'odd/diamond-bin.dxf',
  'odd/ezdxf_recover01.dxf',
];

/**
 * ACadSharp: the ACAD_TABLE 528 is written with group code 8 = Layer1 (the file has twelve entities with it, which
 * the test below counts in the bytes), but the truth counts it under 0.
 */
const LAYERS_BY_PROOF: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'dxf/ACadSharp_sample_AC1015_ascii.dxf': { '0': 128, Layer1: 12 },
  'dxf/ACadSharp_sample_AC1015_binary.dxf': { '0': 128, Layer1: 12 },
};

/**
 * - entities_autocad: its highest box ends at y = 1005 and every entity is drawn within the boxes. The truth's 1191.67
 *   is the SPLINE 123 (inserted at y = 875) at 316.67, but its control points have y between 10 and 90 and a B-spline
 *   never leaves their convex hull: its unclamped knots were evaluated outside of their domain.
 * - array-rotated: the truth says that its extents could not be computed; these are checked by hand below.
 */
const EXTENTS_BY_PROOF: Readonly<Record<string, readonly number[]>> = {
  'dxf/entities_autocad.dxf': [15, 15, 0, 735, 1005, 0],
};

function truthOf(name: string): Truth {
  const file = name.replace(/^.*\//, '');
  return JSON.parse(readFileSync(drawingPath(`truth/${file}.json`), 'utf8')) as Truth;
}

function countBy(
  records: readonly SegmentRecord[],
  key: (record: SegmentRecord) => unknown,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of records) counts[String(key(record))] = (counts[String(key(record))] ?? 0) + 1;
  return counts;
}

/** Extents in metres, texts and dimensions left out as in the truth. */
function extents(records: readonly SegmentRecord[]): number[] {
  const shown = records
    .filter(({ segmentType }) => segmentType !== 'text' && segmentType !== 'dimension')
    .flatMap(({ bounds }) => (bounds === null ? [] : [bounds]));
  return [
    Math.min(...shown.map((b) => b.minX)),
    Math.min(...shown.map((b) => b.minY)),
    Math.min(...shown.map((b) => b.minZ)),
    Math.max(...shown.map((b) => b.maxX)),
    Math.max(...shown.map((b) => b.maxY)),
    Math.max(...shown.map((b) => b.maxZ)),
  ];
}

const MILLIMETRE = 0.001;

for (const name of DRAWINGS) {
  const truthName = `truth/${name.replace(/^.*\//, '')}.json`;
  describeWithDrawings([name, truthName], name, () => {
    let truth: Truth;
    let drawing: ParsedDrawing;
    beforeAll(async () => {
      truth = truthOf(name);
      drawing = await parseDrawing(dxfFormat, drawingPath(name), { chunkBytes: 200_000 });
    }, 60_000);

    it('has the segments of the truth by type and layer, and its ignored counts', () => {
      expect(drawing.rejects).toEqual([]);
      expect(drawing.segments).toHaveLength(truth.segments);
      expect(countBy(drawing.segments, (record) => record.properties['entity'])).toEqual(truth.byType);
      const byLayer = { ...truth.byLayer, ...LAYERS_BY_PROOF[name] };
      expect(countBy(drawing.segments, (record) => record.layer)).toEqual(byLayer);
      expect(drawing.ignored).toEqual(truth.ignored);
    });

    it('accounts for every entity of model space: segment, ignored or rejected', () => {
      const ignored = Object.values(drawing.ignored).reduce((sum, count) => sum + count, 0);
      const read = Object.values(truth.topLevel).reduce((sum, count) => sum + count, 0);
      expect(drawing.segments.length + ignored + drawing.rejects.length).toBe(read);
    });

    it('gives the same rows at any chunk size', async () => {
      for (const chunkBytes of [331, Number.MAX_SAFE_INTEGER]) {
        const other = await parseDrawing(dxfFormat, drawingPath(name), { chunkBytes });
        expect(other.segments).toEqual(drawing.segments);
        expect(other.ignored).toEqual(drawing.ignored);
        expect(other.warnings).toEqual(drawing.warnings);
      }
    });

    it('has the extents of the truth within a millimetre', () => {
      const said = EXTENTS_BY_PROOF[name] ?? truth.extentsInFileUnits;
      const expected = typeof said === 'string' ? [] : said;
      expect(expected.length).toBe(name === ARRAY ? 0 : 6);
      const { insunits, measurement } = truth;
      const { metres } = drawingUnit({ insUnits: insunits, measurement }, { unit: null });
      const found = extents(drawing.segments);
      for (const [i, value] of expected.entries()) {
        expect(Math.abs((found[i] ?? Number.NaN) - value * metres)).toBeLessThan(MILLIMETRE);
      }
    });
  });
}

const ASCII = 'dxf/ACadSharp_sample_AC1015_ascii.dxf';
const BINARY = 'dxf/ACadSharp_sample_AC1015_binary.dxf';

describeWithDrawings([ASCII, BINARY], 'the ACadSharp drawing as text and as binary', () => {
  it('gives the same rows', async () => {
    const text = await parseDrawing(dxfFormat, drawingPath(ASCII));
    const binary = await parseDrawing(dxfFormat, drawingPath(BINARY));
    expect(binary.segments.length).toBe(163);
    expect(rounded(binary.segments)).toEqual(rounded(text.segments));
    expect(binary.ignored).toEqual(text.ignored);
    expect(binary.warnings).toEqual(text.warnings);
  });

  it('has twelve entities with group code 8 = Layer1 in the bytes of the text', () => {
    const lines = readFileSync(drawingPath(ASCII), 'latin1').split(/\r?\n/);
    const first = lines.lastIndexOf('ENTITIES');
    const last = lines.indexOf('ENDSEC', first);
    const starts = lines.flatMap((line, i) =>
      i > first && i <= last && line.trim() === '0' && (i - first) % 2 === 1 ? [i] : [],
    );
    const layers = starts.map((start, i) => {
      const tags = lines.slice(start, starts[i + 1] ?? last);
      const at = tags.findIndex((line, k) => k % 2 === 0 && line.trim() === '8');
      return [tags[1], at === -1 ? null : tags[at + 1]];
    });
    const onLayer1 = layers.filter(([type, layer]) => layer === 'Layer1' && type !== 'SEQEND');
    expect(onLayer1).toHaveLength(12);
    expect(onLayer1.filter(([type]) => type === 'ACAD_TABLE')).toHaveLength(1);
  });
});

/** Text has 16 or 17 digits of what binary has all of: numbers are compared by 9 digits, positions not at all. */
function rounded(records: readonly SegmentRecord[]): unknown {
  const round = (key: string, value: unknown): unknown => {
    if (key === 'position') return undefined;
    if (typeof value !== 'number') return value;
    const short = Number(value.toPrecision(9));
    return Math.abs(short) < 1e-9 ? 0 : short;
  };
  return records.map((record) => JSON.parse(JSON.stringify(record, round)) as unknown);
}

describeWithDrawings([ARRAY], ARRAY, () => {
  it('is one segment whose bounds hold every copy of the turned array', async () => {
    const { segments } = await parseDrawing(dxfFormat, drawingPath(ARRAY));
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ name: 'BLOCK_3', layer: '0', externalId: '57' });
    // Circles of 0.13 × 1.5 at (5, 6) − (1.5, 3.5) + a step of 0.5 and two of 1, turned by 120°, in inches.
    const radius = 0.13 * 1.5;
    const [c, s] = [Math.cos((120 * Math.PI) / 180), Math.sin((120 * Math.PI) / 180)];
    const centers = [0, 1, 2].flatMap((row) =>
      [0, 1].map((column) => [3.5 + 0.5 * column * c + row * s, 2.5 + 0.5 * column * s - row * c] as const),
    );
    const inches = {
      minX: Math.min(...centers.map(([x]) => x)) - radius,
      maxX: Math.max(...centers.map(([x]) => x)) + radius,
      minY: Math.min(...centers.map(([, y]) => y)) - radius,
      maxY: Math.max(...centers.map(([, y]) => y)) + radius,
    };
    for (const [side, value] of Object.entries(inches)) {
      expect(segments[0]?.bounds).toHaveProperty(side, expect.closeTo(value * 0.0254, 9));
    }
  });
});
