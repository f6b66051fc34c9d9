import { setTimeout as sleep } from 'node:timers/promises';

import { launchBrowser } from '@sizewise/test-support';

import { startMeasuredApi } from './measured-api.ts';

const [minutes = '10', page = 'overview'] = process.argv.slice(2);
const SECONDS = Number(minutes) * 60;
/** What is loaded and compiled first is not judged, seconds. */
const SETTLING = 20;
const SAMPLE_SECONDS = 15;
/** What the page holds may have grown by so much at the end. */
const MOST_GROWTH = 0.05;

interface Task {
  readonly at: number;
  readonly milliseconds: number;
}

/** What runs in the page before everything else: keeps its long tasks, those of 50 ms and more. */
function watchTasks(): void {
  const tasks: Task[] = [];
  Object.assign(globalThis, { longTasks: tasks });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      tasks.push({ at: startTime / 1000, milliseconds: duration });
    }
  }).observe({ type: 'longtask', buffered: true });
}

/** The part of a heap snapshot that sizes are read from. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: string[]; readonly node_types: [string[], ...unknown[]] };
  };
  readonly nodes: number[];
}

/** Bytes of all that a snapshot lists but code: browsers compile for minutes, and drop that again when they need to. */
function heldBytes({ snapshot, nodes }: Snapshot): number {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size, code] = [fields.indexOf('type'), fields.indexOf('self_size'), types[0].indexOf('code')];
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (nodes[at + type] !== code) bytes += nodes[at + size] ?? 0;
  }
  return bytes;
}

await using api = await startMeasuredApi();
const browser = await launchBrowser();
try {
  const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await tab.addInitScript(watchTasks);
  // Ten events a second instead of one; each has figures of its own.
  await tab.route('**/api/performance/stream', (route) =>
    route.continue({ url: `${api.url}/api/performance/stream?interval=100ms` }),
  );
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send('Network.enable');
  let events = 0;
  devtools.on('Network.eventSourceMessageReceived', () => (events += 1));
  await tab.goto(`${api.url}/#/${page}`);
  await sleep(SETTLING * 1000);
  const heldBefore = await held();
  const settledAt = await tab.evaluate(() => performance.now() / 1000);
  const eventsBefore = events;
  const startedAt = performance.now();
  process.stdout.write('second  events/s  heap MB  nodes  listeners  long tasks\n');
  while (performance.now() - startedAt < SECONDS * 1000) {
    await sleep(SAMPLE_SECONDS * 1000);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    const seconds = (performance.now() - startedAt) / 1000;
    const long = await longTasks(settledAt);
    const cells = [
      seconds.toFixed(0),
      ((events - eventsBefore) / seconds).toFixed(1),
      (usedSize / 1e6).toFixed(2),
    ];
    process.stdout.write(`${[...cells, nodes, jsEventListeners, long.length].join('  ')}\n`);
  }
  const tasks = await longTasks(settledAt);
  const longest = Math.max(0, ...tasks.map(({ milliseconds }) => milliseconds));
  const heldAfter = await held();
  const growth = heldAfter / heldBefore - 1;
  process.stdout.write(
    `without compiled code the heap went from ${(heldBefore / 1e6).toFixed(2)} to ${(heldAfter / 1e6).toFixed(2)} MB ` +
      `(${(growth * 100).toFixed(1)} %); ${tasks.length} tasks over 50 ms after load, the longest ${longest.toFixed(0)} ms\n`,
  );
  process.exitCode = growth <= MOST_GROWTH && tasks.length === 0 ? 0 : 1;

  /** What the page holds after garbage collection, bytes; the page stands still meanwhile. */
  async function held(): Promise<number> {
    const chunks: string[] = [];
    const take = ({ chunk }: { chunk: string }): unknown => chunks.push(chunk);
    devtools.on('HeapProfiler.addHeapSnapshotChunk', take);
    await devtools.send('HeapProfiler.collectGarbage');
    await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    devtools.off('HeapProfiler.addHeapSnapshotChunk', take);
    return heldBytes(JSON.parse(chunks.join('')) as Snapshot);
  }

  async function longTasks(after: number): Promise<readonly Task[]> {
    const all = await tab.evaluate(() => (globalThis as unknown as { longTasks: Task[] }).longTasks);
    return all.filter(({ at, milliseconds }) => at > after && milliseconds > 50);
  }
} finally {
  await browser.close();
}
