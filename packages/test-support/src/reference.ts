/* oxlint-disable vitest/valid-title, vitest/valid-describe-callback, vitest/no-disabled-tests, vitest/no-conditional-tests --
   the suites are those of the callers */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

import { REPOSITORY_ROOT } from './repository-root.ts';

/** Path of a file of the existing application, below REFERENCE_DIR, else `shared/reference` beside the checkout. */
export function referencePath(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment['REFERENCE_DIR'] ?? join(REPOSITORY_ROOT, '..', 'shared', 'reference'), name);
}

/** `describe` for a suite that needs a file of the existing application: skipped with one line where it is missing. */
export function describeWithReference(name: string, title: string, suite: () => void): void {
  const path = referencePath(name);
  if (existsSync(path)) return void describe(title, suite);
  process.stderr.write(
    `skipped "${title}" (missing ${path}; set REFERENCE_DIR to the folder of references)\n`,
  );
  describe.skip(`${title} (needs ${name})`, suite);
}
