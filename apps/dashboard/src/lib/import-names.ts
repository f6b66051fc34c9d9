import { type Format, type ImportStage, type ImportStatus } from '@sizewise/shared';

// The lists of shared would bring its schemas along; here the types make a name that it adds or drops an error.

/** The stages of an import in order. */
export const IMPORT_STAGES = keys<ImportStage>({ intake: true, plan: true, write: true, publish: true });

export const IMPORT_STATUSES = keys<ImportStatus>({
  queued: true,
  running: true,
  completed: true,
  failed: true,
  cancelled: true,
  removing: true,
});

export const FORMATS = keys<Format>({
  ifc: true,
  dxf: true,
  geojson: true,
  csv: true,
  ndjson: true,
  dwg: true,
});

function keys<Name extends string>(names: Readonly<Record<Name, true>>): readonly Name[] {
  return Object.keys(names) as Name[];
}
