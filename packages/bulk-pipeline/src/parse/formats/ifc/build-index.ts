import { setImmediate as nextTurn } from 'node:timers/promises';

import { type GrowingFile, type PlanWarning } from '../../format.ts';
import { type ClassRole, ClassRoles, type RelationClass } from './class-roles.ts';
import { RelationCollector } from './collect-relations.ts';
import { duplicateGlobalIds } from './duplicate-global-ids.ts';
import { type BuiltIndex, type IndexItems, ITEM_ABSTRACT, ITEM_ELEMENT, ITEM_STRAY } from './ifc-index.ts';
import { type OpenStepModel, stepModelOn } from './open-step-model.ts';
import { scanStepFile, type ScannedFile } from './scan-step-file.ts';
import { type SchemaClasses, schemaClasses } from './schema/schema-classes.ts';

/** How many relations are read before other events, an abort among them, are let in. */
const RELATIONS_PER_TURN = 4096;

/** Unknown classes that are warned of by name; the rest are one warning. */
const NAMED_UNKNOWN_CLASSES = 20;

interface Found {
  readonly items: { readonly id: number; readonly offset: number; readonly kind: number }[];
  readonly relations: { readonly id: number; readonly offset: number; readonly relation: RelationClass }[];
  readonly ignored: Map<string, number>;
  readonly unknown: Map<string, number>;
  project: number | null;
  mapConversion: number | null;
}

/**
 * Reads a file once, and then its relations, and answers the index that its chunks are parsed with.
 * @throws AppError as scanStepFile does; the signal's reason when aborted.
 */
export async function buildIndex(file: GrowingFile, signal: AbortSignal): Promise<BuiltIndex> {
  const found: Found = {
    items: [],
    relations: [],
    ignored: new Map(),
    unknown: new Map(),
    project: null,
    mapConversion: null,
  };
  const roles: ClassRole[] = [];
  let classRoles: ClassRoles | null = null;
  const scan = await scanStepFile(file, {
    signal,
    wants: (className, header) => {
      classRoles ??= new ClassRoles(schemaClasses(header.schema));
      return classRoles.roleOf(className).kind !== 'other';
    },
    onWanted: (id, offset, classId, className) => {
      const role = (roles[classId] ??= classRoles?.roleOf(className) ?? { kind: 'other' });
      note(found, role, id, offset);
    },
  });
  const model = stepModelOn(file.fd, scan);
  return finish(scan, model, found, signal);
}

function note(found: Found, role: ClassRole, id: number, offset: number): void {
  switch (role.kind) {
    case 'element':
      found.items.push({ id, offset, kind: ITEM_ELEMENT });
      return;
    case 'abstract':
      found.items.push({ id, offset, kind: ITEM_ABSTRACT });
      return;
    case 'relation':
      found.relations.push({ id, offset, relation: role.relation });
      return;
    case 'ignored':
      add(found.ignored, role.name, 1);
      return;
    case 'unknown':
      add(found.unknown, role.name, 1);
      // Met in files of IFC2X3, which has none.
      if (role.name === 'IfcMapConversion') found.mapConversion ??= id;
      if (role.isElement) add(found.ignored, role.name, 1);
      return;
    case 'project':
      found.project ??= id;
      return;
    case 'mapConversion':
      found.mapConversion ??= id;
      return;
    case 'other':
  }
}

async function finish(
  scan: ScannedFile,
  model: OpenStepModel,
  found: Found,
  signal: AbortSignal,
): Promise<BuiltIndex> {
  const classes = schemaClasses(scan.header.schema);
  const items = orderedItems(scan, found);
  uncountDuplicates(scan, found, classes);
  const collector = new RelationCollector(model, classes, scan.instances, scan.classNames);
  for (const [place, { id, offset, relation }] of found.relations.entries()) {
    if (place % RELATIONS_PER_TURN === 0) {
      await nextTurn();
      signal.throwIfAborted();
    }
    if (scan.instances.offsetOf(id) === offset) collector.add(id, relation);
  }
  return {
    bytes: scan.bytes,
    schema: scan.header.schema,
    classNames: scan.classNames,
    instances: scan.instances,
    items,
    strays: scan.strays,
    relations: collector.build(),
    project: found.project,
    mapConversion: found.mapConversion,
    ignored: Object.fromEntries(found.ignored),
    warnings: [
      ...unknownWarnings(found.unknown),
      ...brokenWarnings(collector.broken),
      ...duplicateGlobalIds(model, items),
    ],
  };
}

/** Elements whose number was taken before them are strays: they are rejected and not read twice. */
function orderedItems(scan: ScannedFile, found: Found): IndexItems {
  const strays = scan.strays.map(({ offset }, place) => ({ id: place, offset, kind: ITEM_STRAY }));
  const owned = found.items.filter(({ id, offset }) => scan.instances.offsetOf(id) === offset);
  const all = [...owned, ...strays].sort((a, b) => a.offset - b.offset);
  return {
    ids: Uint32Array.from(all, ({ id }) => id),
    offsets: Float64Array.from(all, ({ offset }) => offset),
    kinds: Uint8Array.from(all, ({ kind }) => kind),
  };
}

function uncountDuplicates(scan: ScannedFile, found: Found, classes: SchemaClasses): void {
  const roles = new ClassRoles(classes);
  for (const { fault, className } of scan.strays) {
    const role = fault === 'duplicate_number' && className !== null ? roles.roleOf(className) : null;
    if (role?.kind === 'ignored') add(found.ignored, role.name, -1);
  }
}

function unknownWarnings(unknown: ReadonlyMap<string, number>): PlanWarning[] {
  const all = [...unknown].map(([name, count]): PlanWarning => {
    return { code: 'unknown_class', detail: `${name} is no class of the schema of the file`, count };
  });
  const rest = all.splice(NAMED_UNKNOWN_CLASSES);
  if (rest.length === 0) return all;
  const count = rest.reduce((sum, warning) => sum + warning.count, 0);
  return [...all, { code: 'unknown_class', detail: `${rest.length} more classes`, count }];
}

function brokenWarnings(broken: readonly number[]): PlanWarning[] {
  if (broken.length === 0) return [];
  const detail = `Relations that cannot be read, the first is #${broken[0]}`;
  return [{ code: 'dangling_reference', detail, count: broken.length }];
}

function add(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
}
