import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { type SegmentRecord, type WarningCode } from '@sizewise/shared';
import { drawingPath } from '@sizewise/test-support';
import { expect } from 'vitest';

import { type ChunkPlan, type RecordSink, type RejectedRecord } from '../src/parse/format.ts';
import { createIfcFormat } from '../src/parse/formats/ifc/create-ifc-format.ts';
import { type CreateBoundsReader } from '../src/parse/formats/ifc/element-bounds.ts';
import { type OpenStepModel, openStepModel } from '../src/parse/formats/ifc/open-step-model.ts';
import { scanStepFile } from '../src/parse/formats/ifc/scan-step-file.ts';
import { type StringNotes } from '../src/parse/formats/ifc/step-strings.ts';
import { openWhole } from '../src/parse/whole-file.ts';

/** Bounds that are never there: for tests of everything but geometry. */
export const withoutBounds: CreateBoundsReader = () => ({
  elementBounds: () => ({ bounds: null, unsupported: [], approximate: [], fault: null }),
});

/** A whole STEP file around the lines of a DATA section. */
export function stepText(data: string, schema = 'IFC4'): string {
  return [
    'ISO-10303-21;',
    'HEADER;',
    "FILE_DESCRIPTION((''),'2;1');",
    "FILE_NAME('','',(''),(''),'','','');",
    `FILE_SCHEMA(('${schema}'));`,
    'ENDSEC;',
    'DATA;',
    data,
    'ENDSEC;',
    'END-ISO-10303-21;',
    '',
  ].join('\n');
}

/** A folder of its own for one test; removed by its disposer. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'sizewise-ifc-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Opens a STEP text as a model, from a file that is removed with it. */
export async function modelOf(
  text: string | Uint8Array,
  options: { readonly notes?: StringNotes; readonly cacheBytes?: number } = {},
): Promise<OpenStepModel & Disposable> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'drawing.ifc');
  writeFileSync(path, text);
  using file = openWhole({ path, bytes: statSync(path).size });
  const scan = await scanStepFile(file);
  const model = openStepModel({ path, ...scan, ...options });
  return Object.assign(model, {
    [Symbol.dispose](): void {
      model.close();
      folder[Symbol.dispose]();
    },
  });
}

export interface ImportedDrawing {
  readonly plan: ChunkPlan;
  readonly records: SegmentRecord[];
  readonly rejects: RejectedRecord[];
  /** How often each warning came, those of the plan included. */
  readonly warnings: Partial<Record<WarningCode, number>>;
}

export interface ImportSettings {
  readonly chunkBytes?: number;
  readonly unit?: string;
  readonly createBoundsReader?: CreateBoundsReader;
}

/** Plans and parses a drawing on disk, chunk by chunk, as a worker does. */
export async function importFile(path: string, settings: ImportSettings = {}): Promise<ImportedDrawing> {
  using scratch = temporaryFolder();
  await using format = createIfcFormat(settings.createBoundsReader ?? withoutBounds);
  const request = {
    file: { path, bytes: statSync(path).size },
    options: { unit: settings.unit ?? null },
    scratchDir: scratch.path,
    signal: new AbortController().signal,
  };
  const plan = await format.plan({ ...request, chunkBytes: settings.chunkBytes ?? 8 * 1024 * 1024 });
  const records: SegmentRecord[] = [];
  const rejects: RejectedRecord[] = [];
  const warnings: Partial<Record<WarningCode, number>> = {};
  const warn = (code: WarningCode, count = 1): void => {
    warnings[code] = (warnings[code] ?? 0) + count;
  };
  for (const { code, count } of plan.warnings) warn(code, count);
  const sink: RecordSink = {
    segment: (record) => void records.push(record),
    reject: (record) => void rejects.push(record),
    ignore: () => {
      throw new Error('The plan counts what is ignored');
    },
    warn: (code) => warn(code),
  };
  for (const chunk of plan.chunks) await format.parse({ ...request, shared: plan.shared, chunk, sink });
  return { plan, records, rejects, warnings };
}

/** The same for a text. */
export async function importText(
  text: string | Uint8Array,
  settings: ImportSettings = {},
): Promise<ImportedDrawing> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'drawing.ifc');
  writeFileSync(path, text);
  return await importFile(path, settings);
}

/** The IFC drawings for tests that can be read whole. */
export const IFC_DRAWINGS = [
  'Building-Hvac_IFC4.ifc',
  'HVAC-Mech_xbim.ifc',
  'Infra-Plumbing_IFC4.ifc',
  'heating_handbook_080729.ifc',
  'hvac_heating_B03.ifc',
  'school_full_rebuilt.ifc.gz',
  'school_mep_hvac_rebuilt.ifc',
];

/** The same for a drawing for tests, unpacked where it is packed. @param name its path among the drawings */
export async function importDrawing(name: string, settings: ImportSettings = {}): Promise<ImportedDrawing> {
  const path = drawingPath(name);
  if (!name.endsWith('.gz')) return await importFile(path, settings);
  using folder = temporaryFolder();
  const unpacked = join(folder.path, 'drawing.ifc');
  await pipeline(createReadStream(path), createGunzip(), createWriteStream(unpacked));
  return await importFile(unpacked, settings);
}

/** Instances #1 to #8: a project in millimetres, with flows in litres per second. */
const MILLIMETRES = [
  "#1=IFCPROJECT('p',$,$,$,$,$,$,$,#2);",
  '#2=IFCUNITASSIGNMENT((#3,#4));',
  '#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);',
  '#4=IFCDERIVEDUNIT((#5,#6),.VOLUMETRICFLOWRATEUNIT.,$);',
  '#5=IFCDERIVEDUNITELEMENT(#8,3);',
  '#6=IFCDERIVEDUNITELEMENT(#7,-1);',
  '#7=IFCSIUNIT(*,.TIMEUNIT.,$,.SECOND.);',
  '#8=IFCSIUNIT(*,.LENGTHUNIT.,.DECI.,.METRE.);',
];

/** The only or first segment of a file in millimetres with these lines, which must give no reject and no warning. */
export async function onlySegment(lines: readonly string[], schema = 'IFC4'): Promise<SegmentRecord> {
  const text = stepText([...MILLIMETRES, ...lines].join('\n'), schema);
  const { records, rejects, warnings } = await importText(text);
  expect(rejects).toEqual([]);
  expect(warnings).toEqual({});
  const [first] = records;
  if (first === undefined) throw new Error('The file has no segment');
  return first;
}
