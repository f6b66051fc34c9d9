/** Sends GET requests at a fixed rate, whether the answers come or not, and reports how long each took. */
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { type LoadInput, type LoadReport } from './messages.ts';
import { readInput, report } from './run-child.ts';

const MAX_SOCKETS = 256;
const TIMEOUT_MS = 30_000;

const { url, paths, requestsPerSecond, seconds } = await readInput<LoadInput>();
const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
const latencies: number[] = [];
let failures = 0;

function send(path: string, due: number): Promise<void> {
  return new Promise((resolve) => {
    const fail = (): void => {
      failures++;
      resolve();
    };
    const request = get(`${url}${path}`, { agent, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      response.once('error', fail);
      response.once('end', () => {
        if (response.statusCode !== 200) failures++;
        latencies.push(performance.now() - due);
        resolve();
      });
    });
    request.once('timeout', () => request.destroy(new Error('timeout')));
    request.once('error', fail);
  });
}

const started = performance.now();
const open: Promise<void>[] = [];
for (let sent = 0; sent < requestsPerSecond * seconds; sent++) {
  const due = started + (sent * 1000) / requestsPerSecond;
  const wait = due - performance.now();
  if (wait > 0) await sleep(wait);
  // From when it was due, not from when it was sent: a late sender must not hide a slow server.
  open.push(send(paths[sent % paths.length] ?? '/', due));
}
await Promise.all(open);
agent.destroy();
report({ latencies, failures } satisfies LoadReport);
