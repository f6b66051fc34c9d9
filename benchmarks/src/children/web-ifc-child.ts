/** Opens one drawing with web-ifc, streams the meshes of its distribution elements and reports time and memory. */
import { openWebIfc } from '../ifc-reader-runs.ts';
import { type ReadInput } from './messages.ts';
import { readAgain } from './read-again.ts';
import { readInput, report } from './run-child.ts';

const { file, reads } = await readInput<ReadInput>();
const webIfc = await openWebIfc();
report(await readAgain(reads, () => Promise.resolve(webIfc.read(file, false).elements)));
