import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const module = fileURLToPath(new URL('interrupt.ts', import.meta.url));
/** Takes two seconds to stop in order, and then says so. */
const PROGRAM = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { interruptSignal } from ${JSON.stringify(module)};
  const signal = interruptSignal();
  console.log('ready');
  await new Promise((resolve) => { const timer = setInterval(() => { if (signal.aborted) { clearInterval(timer); resolve(); } }, 10); });
  await sleep(2000);
  console.log('in order');
`;

async function stopped(
  signals: readonly { after: number }[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', PROGRAM]);
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  await once(child.stdout, 'data');
  for (const { after } of signals) {
    await sleep(after);
    child.kill('SIGINT');
  }
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
}

describe('interruptSignal', () => {
  it('takes the same signal twice, as under npm, for one', async () => {
    expect(await stopped([{ after: 0 }, { after: 50 }])).toEqual({ code: 0, output: 'ready\nin order\n' });
  });

  it('ends the process at once when somebody insists', async () => {
    expect(await stopped([{ after: 0 }, { after: 1300 }])).toEqual({ code: 130, output: 'ready\n' });
  });
});
