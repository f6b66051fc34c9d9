import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Name of the package that reads DWG. It is under the GPL and never a dependency of ours: who wants it installs it. */
export const DWG_LIBRARY = '@mlightcad/libredwg-web';

interface PackageFile {
  readonly name?: string;
  readonly module?: string;
  readonly main?: string;
}

/**
 * Path of the module of the library, where it is installed beside this package or in the folder that the process runs
 * in; null where it is not.
 */
export function findDwgLibrary(
  folders: readonly string[] = [import.meta.dirname, process.cwd()],
): string | null {
  for (const folder of folders) {
    try {
      const found = createRequire(pathToFileURL(join(folder, 'module.js'))).resolve(DWG_LIBRARY);
      return moduleOf(found);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return null;
}

/** The entry for `import`, which finds the WebAssembly beside it, from the one for `require`. */
function moduleOf(entry: string): string {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const found = packageIn(folder);
    if (found?.name === DWG_LIBRARY) return join(folder, found.module ?? found.main ?? '');
  }
  return entry;
}

function packageIn(folder: string): PackageFile | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageFile;
  } catch {
    return null;
  }
}
