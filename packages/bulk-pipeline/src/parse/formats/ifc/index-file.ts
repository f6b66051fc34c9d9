import { openSync, closeSync, readFileSync, renameSync, writeSync } from 'node:fs';

import { type PlanWarning } from '../../format.ts';
import { type IfcIndex, RELATION_KINDS, type Relations } from './ifc-index.ts';
import { InstanceTable, type Offsets } from './instance-table.ts';
import { RelationMap } from './relation-map.ts';
import { type StrayInstance } from './scan-step-file.ts';
import { type IfcSchema } from './step-header.ts';

const MAGIC = 'SWIFCIX2';
const HEAD_BYTES = 16;
const ALIGN = 8;

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;
const KINDS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;

interface Section {
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  readonly length: number;
}

interface IndexHead {
  readonly bytes: number;
  readonly schema: IfcSchema;
  readonly classNames: readonly string[];
  readonly strays: readonly StrayInstance[];
  readonly project: number | null;
  readonly ignored: Readonly<Record<string, number>>;
  readonly warnings: readonly PlanWarning[];
  readonly instances: number;
  readonly sections: readonly Section[];
}

/** Writes an index beside the spooled file; it appears under its name only when it is whole. */
export function writeIndexFile(path: string, index: IfcIndex): void {
  const { ids, offsets, classes, count } = index.instances.arrays;
  const arrays: [string, Numbers][] = [
    ...(ids === null ? [] : [['instanceIds', ids] as [string, Numbers]]),
    ['instanceOffsets', offsets],
    ['instanceClasses', classes],
    ['itemIds', index.items.ids],
    ['itemOffsets', index.items.offsets],
    ['itemKinds', index.items.kinds],
    ...RELATION_KINDS.flatMap((kind): [string, Numbers][] => [
      [`${kind}Keys`, index.relations[kind].keys],
      [`${kind}Values`, index.relations[kind].values],
    ]),
  ];
  const { bytes, schema, classNames, strays, project, ignored, warnings } = index;
  const sections = arrays.map(([name, array]) => ({ name, kind: kindOf(array), length: array.length }));
  const head: IndexHead = {
    bytes,
    schema,
    classNames,
    strays,
    project,
    ignored,
    warnings,
    instances: count,
    sections,
  };
  const json = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(padded(HEAD_BYTES + json.length));
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(json.length, MAGIC.length);
  json.copy(start, HEAD_BYTES);

  // Another process may write the same at this moment.
  const temporary = `${path}.${process.pid}-${performance.now()}.part`;
  const fd = openSync(temporary, 'w');
  try {
    writeFully(fd, start);
    for (const [, array] of arrays) {
      writeFully(fd, Buffer.from(array.buffer, array.byteOffset, array.byteLength));
      writeFully(fd, Buffer.alloc(padded(array.byteLength) - array.byteLength));
    }
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}

/** Reads an index back; null where there is none, or none of this version. */
export function readIndexFile(path: string): IfcIndex | null {
  const bytes = readOrNull(path);
  if (bytes === null || bytes.length < HEAD_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return null;
  const length = bytes.readUInt32LE(MAGIC.length);
  const head = JSON.parse(bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + length)) as IndexHead;
  const arrays = new Map<string, Numbers>();
  let at = padded(HEAD_BYTES + length);
  for (const { name, kind, length: count } of head.sections) {
    const Kind = KINDS[kind];
    arrays.set(name, new Kind(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, count));
    at += padded(count * Kind.BYTES_PER_ELEMENT);
  }
  const u8 = (name: string): Uint8Array => arrays.get(name) as Uint8Array;
  const u16 = (name: string): Uint16Array => arrays.get(name) as Uint16Array;
  const u32 = (name: string): Uint32Array => arrays.get(name) as Uint32Array;
  const f64 = (name: string): Float64Array => arrays.get(name) as Float64Array;
  return {
    bytes: head.bytes,
    schema: head.schema,
    classNames: head.classNames,
    strays: head.strays,
    project: head.project,
    ignored: head.ignored,
    warnings: head.warnings,
    instances: new InstanceTable({
      ids: arrays.has('instanceIds') ? u32('instanceIds') : null,
      offsets: arrays.get('instanceOffsets') as Offsets,
      classes: u16('instanceClasses'),
      count: head.instances,
    }),
    items: { ids: u32('itemIds'), offsets: f64('itemOffsets'), kinds: u8('itemKinds') },
    relations: Object.fromEntries(
      RELATION_KINDS.map((kind) => [kind, new RelationMap(u32(`${kind}Keys`), u32(`${kind}Values`))]),
    ) as Relations,
  };
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function kindOf(array: Numbers): keyof typeof KINDS {
  if (array instanceof Uint8Array) return 'u8';
  if (array instanceof Uint16Array) return 'u16';
  return array instanceof Uint32Array ? 'u32' : 'f64';
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGN) * ALIGN;
}

function writeFully(fd: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done);
}
