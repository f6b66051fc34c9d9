/* oxlint-disable vitest/valid-title, vitest/valid-describe-callback, vitest/no-disabled-tests, vitest/no-conditional-tests --
   the suites are those of the callers */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

import { REPOSITORY_ROOT } from './repository-root.ts';

/** Folder of the test drawings: DRAWINGS_DIR, else `shared/drawings` beside the checkout. */
export function drawingsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['DRAWINGS_DIR'] ?? join(REPOSITORY_ROOT, '..', 'shared', 'drawings');
}

/** Path of a test drawing, for instance `ifc/hvac_heating_B03.ifc`; it may be missing. */
export function drawingPath(name: string): string {
  return join(drawingsFolder(), name);
}

/** `describe` for a suite that needs drawings: skipped with one line where they are missing, failed under REQUIRE_DRAWINGS=1. */
export function describeWithDrawings(names: readonly string[], name: string, suite: () => void): void {
  const missing = names.map(drawingPath).filter((path) => !existsSync(path));
  if (missing.length === 0) return void describe(name, suite);
  const line = `missing ${missing.join(', ')}; set DRAWINGS_DIR to the folder of the test drawings`;
  if (process.env['REQUIRE_DRAWINGS'] === '1') throw new Error(`${name}: ${line}`);
  process.stderr.write(`skipped "${name}" (${line})\n`);
  describe.skip(`${name} (needs drawings)`, suite);
}
