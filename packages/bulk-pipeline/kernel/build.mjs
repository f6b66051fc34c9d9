// Writes what the sources of this folder compile to into the package's sources, where it needs no file beside the code.
import { writeFileSync } from 'node:fs';

import { compileKernel } from './compile.mjs';

const bytes = await compileKernel();
const text = `// Written by \`npm run build:kernel\` from the folder kernel; a test compares them.\nexport const KERNEL_BASE64 =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
writeFileSync(new URL('../src/parse/formats/ifc/kernel/kernel-bytes.ts', import.meta.url), text);
