/** Writes a drawing of any size from a real sample. */
import { parseArgs } from 'node:util';

import { generateDrawing, type DrawingRequest, type GeneratedFormat, SAMPLES } from './generate-drawing.ts';

const USAGE = `Usage: npm run bench:generate -- ifc|dxf|csv|ndjson (--bytes N | --elements N) --out FILE [--sample FILE]

  --bytes N       least size of the file; 1e9 is 1 GB
  --elements N    least number of distribution elements (ifc), entities (dxf) or rows (csv, ndjson)
                  an ifc with both has copies that share the shapes of their types
  --out FILE      where it is written
  --sample FILE   what is repeated; a CSV for csv and ndjson. Default: a drawing of DRAWINGS_DIR
`;

/** @throws Error with what is wrong */
function requestOf(args: readonly string[]): DrawingRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      bytes: { type: 'string' },
      elements: { type: 'string' },
      out: { type: 'string' },
      sample: { type: 'string' },
    },
  });
  const [format = ''] = positionals;
  if (positionals.length !== 1 || !Object.hasOwn(SAMPLES, format)) {
    throw new Error(`name one format of ${Object.keys(SAMPLES).join(', ')}`);
  }
  if (values.out === undefined) throw new Error('--out is missing');
  const size = { bytes: countOf('bytes', values.bytes), elements: countOf('elements', values.elements) };
  if (size.bytes === undefined && size.elements === undefined)
    throw new Error('--bytes or --elements is missing');
  return { format: format as GeneratedFormat, size, target: values.out, sample: values.sample };
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`--${name} is no whole number: ${text}`);
  return count;
}

let request: DrawingRequest | null = null;
try {
  request = requestOf(process.argv.slice(2));
  process.stdout.write(`${request.target}: ${await generateDrawing(request)}\n`);
} catch (error) {
  process.stderr.write(`generate: ${error instanceof Error ? error.message : String(error)}\n`);
  if (request === null) process.stderr.write(`\n${USAGE}`);
  process.exitCode = request === null ? 2 : 1;
}
