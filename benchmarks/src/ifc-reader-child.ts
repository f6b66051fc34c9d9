import { type ChildReport, READERS, type Reader, runReader } from './ifc-reader-runs.ts';

const [name, path, bounds] = process.argv.slice(2);
const reader: Reader | undefined = READERS.find((known) => known === name);
if (reader === undefined || path === undefined)
  throw new Error('Usage: ifc-reader-child READER FILE [bounds]');

const started = performance.now();
const run = await runReader(reader, path, bounds === 'bounds');
const report: ChildReport = {
  ...run,
  seconds: (performance.now() - started) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
