/** Opens one drawing with web-ifc, streams the meshes of its distribution elements and reports time and memory. */
import { runReader } from '../ifc-reader-runs.ts';
import { peakMemory } from './peak-memory.ts';
import { type ChildReport, readInput, report } from './run-child.ts';

const { file } = await readInput<{ readonly file: string }>();
const { elements } = await runReader('web-ifc', file, false);
const result: ChildReport = { seconds: performance.now() / 1000, peakBytes: peakMemory(), elements };
report(result);
