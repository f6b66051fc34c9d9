import { BinaryRows } from './copy-binary.ts';

/** The import that rows belong to. */
export interface RowOwner {
  readonly projectId: string;
  readonly importId: string;
}

/** `project_id` and `import_id` as two encoded fields: the same for every row of an import. */
export function ownerFields(projectId: string, importId: string): Buffer {
  const rows = new BinaryRows();
  rows.uuid(projectId);
  rows.uuid(importId);
  return Buffer.from(rows.take());
}
