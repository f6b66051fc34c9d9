import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

import { type PlanWarning } from '../../format.ts';
import { type BuiltIndex, type IfcIndex, RELATION_KINDS, type Relations } from './ifc-index.ts';
import { PagedInstances, type ReadSection } from './paged-instances.ts';
import { readFully } from './read-fully.ts';
import { RelationMap } from './relation-map.ts';
import { type StrayInstance } from './scan-step-file.ts';
import { type IfcSchema } from './step-header.ts';

const MAGIC = 'SWIFCIX3';
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
  readonly mapConversion: number | null;
  readonly ignored: Readonly<Record<string, number>>;
  readonly warnings: readonly PlanWarning[];
  readonly sections: readonly Section[];
}

/** Writes an index beside the spooled file; it appears under its name only when it is whole. */
export function writeIndexFile(path: string, index: BuiltIndex): void {
  const { ids, offsets, classes } = index.instances.arrays;
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
  const { bytes, schema, classNames, strays, project, mapConversion, ignored, warnings } = index;
  const sections = arrays.map(([name, array]) => ({ name, kind: kindOf(array), length: array.length }));
  const head: IndexHead = {
    bytes,
    schema,
    classNames,
    strays,
    project,
    mapConversion,
    ignored,
    warnings,
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
      writeFully(fd, bytesOf(array));
      writeFully(fd, Buffer.alloc(padded(array.byteLength) - array.byteLength));
    }
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}

/** An index whose instances are read from its file as they are asked for. Close it to give the file back. */
export interface KeptIndex extends IfcIndex, Disposable {
  close(): void;
}

/** Opens an index; null where there is none, none of this version or not the whole of one. */
export function readIndexFile(path: string): KeptIndex | null {
  const fd = openOrNull(path);
  if (fd === null) return null;
  try {
    const index = indexIn(fd);
    if (index !== null) return index;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  closeSync(fd);
  return null;
}

function indexIn(fd: number): KeptIndex | null {
  const start = Buffer.alloc(HEAD_BYTES);
  const isIndex =
    readFully(fd, start, 0) === HEAD_BYTES && start.toString('latin1', 0, MAGIC.length) === MAGIC;
  if (!isIndex) return null;
  const json = Buffer.alloc(start.readUInt32LE(MAGIC.length));
  if (readFully(fd, json, HEAD_BYTES) < json.length) return null;
  const head = JSON.parse(json.toString()) as IndexHead;
  const places = placesOf(head.sections, padded(HEAD_BYTES + json.length));
  const column = (name: string): ReadSection | null => {
    const place = places.get(name);
    return place === undefined ? null : sectionReader(fd, place);
  };
  const [offsets, classes] = [column('instanceOffsets'), column('instanceClasses')];
  const arrays = sectionsInMemory(fd, places);
  if (offsets === null || classes === null || arrays === null) return null;
  const instances = new PagedInstances({
    ids: column('instanceIds'),
    offsets,
    classes,
    length: places.get('instanceClasses')?.length ?? 0,
    wide: places.get('instanceOffsets')?.kind === 'f64',
  });
  let open = true;
  const close = (): void => {
    if (open) closeSync(fd);
    open = false;
  };
  return { ...indexOf(head, arrays), instances, close, [Symbol.dispose]: close };
}

interface Place extends Section {
  /** Byte in the file. */
  readonly at: number;
}

function placesOf(sections: readonly Section[], start: number): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let at = start;
  for (const section of sections) {
    places.set(section.name, { ...section, at });
    at += padded(section.length * KINDS[section.kind].BYTES_PER_ELEMENT);
  }
  return places;
}

function sectionReader(fd: number, { at, length }: Place): ReadSection {
  return (target, first) => {
    const part = target.subarray(0, Math.max(0, Math.min(target.length, length - first)));
    readFully(fd, bytesOf(part), at + first * part.BYTES_PER_ELEMENT);
  };
}

/** Every section but those of the instances; null where the file ends before one does. */
function sectionsInMemory(
  fd: number,
  places: ReadonlyMap<string, Place>,
): ReadonlyMap<string, Numbers> | null {
  const arrays = new Map<string, Numbers>();
  for (const { name, kind, length, at } of places.values()) {
    if (name.startsWith('instance')) continue;
    const array = new KINDS[kind](length);
    if (readFully(fd, bytesOf(array), at) < array.byteLength) return null;
    arrays.set(name, array);
  }
  return arrays;
}

function indexOf(head: IndexHead, arrays: ReadonlyMap<string, Numbers>): Omit<IfcIndex, 'instances'> {
  const u8 = (name: string): Uint8Array => arrays.get(name) as Uint8Array;
  const u32 = (name: string): Uint32Array => arrays.get(name) as Uint32Array;
  const f64 = (name: string): Float64Array => arrays.get(name) as Float64Array;
  const { bytes, schema, classNames, strays, project, mapConversion, ignored, warnings } = head;
  return {
    bytes,
    schema,
    classNames,
    strays,
    project,
    mapConversion,
    ignored,
    warnings,
    items: { ids: u32('itemIds'), offsets: f64('itemOffsets'), kinds: u8('itemKinds') },
    relations: Object.fromEntries(
      RELATION_KINDS.map((kind) => [kind, new RelationMap(u32(`${kind}Keys`), u32(`${kind}Values`))]),
    ) as Relations,
  };
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function bytesOf(array: Numbers): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
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
