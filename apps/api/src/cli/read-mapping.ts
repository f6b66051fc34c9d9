import { readFile } from 'node:fs/promises';

import { type ImportMapping } from '@sizewise/shared';

import { parseMapping } from '../http/parse-mapping.ts';
import { checkFiles } from './start.ts';

/** The mapping in a JSON file. @throws UsageError where it is not there, InvalidMappingError */
export async function readMapping(path: string | undefined): Promise<ImportMapping | undefined> {
  if (path === undefined) return undefined;
  checkFiles([path]);
  return parseMapping(await readFile(path, 'utf8'));
}
