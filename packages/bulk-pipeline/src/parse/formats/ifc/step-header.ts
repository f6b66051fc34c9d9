import { readSync } from 'node:fs';

import {
  MissingDataSectionError,
  NotAStepFileError,
  TruncatedFileError,
  UnsupportedEncodingError,
  UnsupportedSchemaError,
} from './ifc-errors.ts';

export const IFC_SCHEMAS = ['IFC2X3', 'IFC4', 'IFC4X3'] as const;
export type IfcSchema = (typeof IFC_SCHEMAS)[number];

export interface StepHeader {
  readonly schema: IfcSchema;
  /** As FILE_SCHEMA spells it, such as `IFC4X3_ADD2`. */
  readonly schemaName: string;
  /** Offset of the first byte after `DATA;`. */
  readonly dataOffset: number;
}

/** Largest header that is read; real ones have a few kilobytes. */
export const HEADER_LIMIT = 4 * 1024 * 1024;
const TOKEN = /\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|;|[^;'/]+|\//g;

/**
 * Reads the header of an open STEP file.
 * @throws NotAStepFileError, UnsupportedEncodingError, TruncatedFileError (cut in the header), MissingDataSectionError,
 *   UnsupportedSchemaError.
 */
export function readStepHeader(fd: number, bytes: number): StepHeader {
  const buffer = Buffer.alloc(Math.min(bytes, HEADER_LIMIT));
  const length = readSync(fd, buffer, 0, buffer.length, 0);
  const start = skipMark(buffer.subarray(0, length));
  return parseStepHeader(buffer.toString('latin1', start, length), start, length === bytes);
}

function skipMark(buffer: Buffer): number {
  const [a, b, c] = buffer;
  if (
    (a === 0xff && b === 0xfe) ||
    (a === 0xfe && b === 0xff) ||
    (a === 0x49 && b === 0) ||
    (a === 0 && b === 0x49)
  ) {
    throw new UnsupportedEncodingError('UTF-16');
  }
  return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
}

/** The same over text; `start` is the file offset of its first byte, `whole` whether it is the whole file. */
export function parseStepHeader(text: string, start: number, whole: boolean): StepHeader {
  if (!/^\s*(?:\/\*[\s\S]*?\*\/\s*)*ISO-10303-21\s*;/.test(text)) throw new NotAStepFileError();
  let statement = '';
  let headerEnded = false;
  let schemaName = '';
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token.startsWith('/*')) continue;
    if (token !== ';') {
      statement += token;
      continue;
    }
    const trimmed = statement.trim();
    statement = '';
    const keyword = /^[A-Z0-9_-]*/i.exec(trimmed)?.[0].toUpperCase() ?? '';
    if (keyword === 'FILE_SCHEMA') schemaName = /'((?:[^']|'')*)'/.exec(trimmed)?.[1]?.trim() ?? '';
    if (keyword === 'ENDSEC') headerEnded = true;
    if (keyword === 'END-ISO-10303-21') throw new MissingDataSectionError();
    if (keyword === 'DATA') return { ...knownSchema(schemaName), dataOffset: start + match.index + 1 };
  }
  if (headerEnded && whole && !/^\s*D(?:A(?:T(?:A)?)?)?\s*$/i.test(statement))
    throw new MissingDataSectionError();
  throw new TruncatedFileError('in its header', start + text.length);
}

/** Release names: IFC2X3 (also IFC2X3_TC1), IFC4 (also IFC4_ADD2_TC1), IFC4X3 (also IFC4X3_ADD2, IFC4X3_TC1, IFC4X3_RC4). */
function knownSchema(schemaName: string): { schema: IfcSchema; schemaName: string } {
  const upper = schemaName.toUpperCase();
  const base = /^(IFC2X3|IFC4X3|IFC4)(?:_[A-Z0-9_]+)?$/.exec(upper)?.[1];
  const schema = IFC_SCHEMAS.find((name) => name === base);
  if (schema === undefined) throw new UnsupportedSchemaError(schemaName);
  return { schema, schemaName };
}
