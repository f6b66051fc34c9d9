/**
 * Compares IFC readers: web-ifc (open, stream the meshes of distribution elements), @ifc-lite/parser (parse) and ours
 * (whole plan and parse, bounds included). Each run is a fresh process; the order alternates; medians are printed.
 *
 *   node --conditions=source benchmarks/src/ifc-readers.ts [rounds]
 *
 * Drawings come from DRAWINGS_DIR, else from shared/drawings beside the repository.
 */
import { spawn } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';

import { drawingPath } from '@sizewise/test-support';

import { type Bounds, type ChildReport, READERS, type Reader } from './ifc-reader-runs.ts';

const FILES = [
  'Building-Hvac_IFC4.ifc',
  'HVAC-Mech_xbim.ifc',
  'Infra-Plumbing_IFC4.ifc',
  'heating_handbook_080729.ifc',
  'hvac_heating_B03.ifc',
  'school_mep_hvac_rebuilt.ifc',
  'school_full_rebuilt.ifc.gz',
];
const CHILD = fileURLToPath(new URL(`./ifc-reader-child${extname(import.meta.url)}`, import.meta.url));
const MILLIMETRE = 0.001;
/** The truth is written to a tenth of a millimetre. */
const WRITTEN_TO = 0.00005;

interface Measured {
  readonly seconds: number[];
  readonly peakBytes: number[];
}

async function runChild(reader: Reader, path: string, withBounds: boolean): Promise<ChildReport> {
  const options = withBounds ? ['bounds'] : [];
  const child = spawn(process.execPath, [...process.execArgv, CHILD, reader, path, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0 || !line.startsWith('{')) throw new Error(`${reader} failed on ${path}: ${errors.trim()}`);
  return JSON.parse(line) as ChildReport;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** Greatest distance to the truth, metres, and the share of elements within a millimetre of it. */
function compare(own: Bounds | null, truth: Bounds): { worst: number; share: number } | null {
  if (own === null) return null;
  const distances = Object.entries(truth).map(([id, box]) => {
    const found = own[id];
    return found ? Math.max(...box.map((value, i) => Math.abs(value - (found[i] ?? Infinity)))) : Infinity;
  });
  const within = distances.filter((distance) => distance <= MILLIMETRE + WRITTEN_TO).length;
  return { worst: Math.max(...distances), share: within / distances.length };
}

async function measureFile(name: string, path: string, rounds: number): Promise<string[][]> {
  const plain = name.replace(/\.gz$/, '');
  const truth = JSON.parse(readFileSync(drawingPath(`truth/${plain}.json`), 'utf8')) as { bounds: Bounds };
  const measured = new Map<Reader, Measured>(
    READERS.map((reader) => [reader, { seconds: [], peakBytes: [] }]),
  );
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? READERS : [...READERS].reverse();
    for (const reader of order) {
      const report = await runChild(reader, path, false);
      measured.get(reader)?.seconds.push(report.seconds);
      measured.get(reader)?.peakBytes.push(report.peakBytes);
    }
  }
  const rows: string[][] = [];
  for (const reader of READERS) {
    const { seconds = [], peakBytes = [] } = measured.get(reader) ?? {};
    const exactness = compare((await runChild(reader, path, true)).bounds, truth.bounds);
    rows.push([
      plain,
      `${(statSync(path).size / 1e6).toFixed(1)} MB`,
      reader,
      `${median(seconds).toFixed(3)} s`,
      `${Math.min(...seconds).toFixed(3)}–${Math.max(...seconds).toFixed(3)}`,
      `${(median(peakBytes) / 2 ** 20).toFixed(0)} MiB`,
      exactness === null ? 'none' : `${(exactness.worst * 1000).toFixed(2)} mm`,
      exactness === null ? '–' : `${(exactness.share * 100).toFixed(2)} %`,
    ]);
  }
  return rows;
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  rows.forEach((row, line) => {
    console.log(`| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
    if (line === 0) console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  });
}

const rounds = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'sizewise-readers-'));
try {
  const rows = [['file', 'size', 'reader', 'time', 'spread', 'peak memory', 'worst bound', 'within 1 mm']];
  for (const name of FILES) {
    const source = drawingPath(`ifc/${name}`);
    if (!existsSync(source)) {
      console.error(`skipped ${name}: set DRAWINGS_DIR to the folder of the drawings`);
      continue;
    }
    const unpacked = join(folder, 'drawing.ifc');
    const packed = name.endsWith('.gz');
    if (packed) await pipeline(createReadStream(source), createGunzip(), createWriteStream(unpacked));
    rows.push(...(await measureFile(name, packed ? unpacked : source, rounds)));
  }
  console.log(
    `Node ${process.versions.node}, ${cpus().length} cores, median of ${rounds}, fresh process each\n`,
  );
  printTable(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
