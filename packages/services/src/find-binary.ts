import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * First executable file of this name in the folders of PATH; relative folders are not searched. Links are not
 * resolved: a program such as redis-server goes by the name it is called with.
 * @param path folders in the form of PATH.
 */
export async function findBinary(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
}
