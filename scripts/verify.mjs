// Everything a change must pass, behind `npm test`. Each check counts as one test; the last line printed is
// `N passed, N failed, N skipped`. Arguments go to vitest, for instance a path.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readResults } from './test-results.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules', 'node', 'bin'), bin, process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  DO_NOT_TRACK: '1',
};
const TURBO = ['--ui=stream', '--output-logs=errors-only', '--log-prefix=none', '--cache=local:rw'];

/** Two rows of checks, side by side: about as long as each other on two cores. */
const CHECKS = [
  [
    ['format', 'prettier', ['--check', '--log-level=warn', '.']],
    ['import rule', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'benchmarks']],
    ['build', 'turbo', ['run', 'build', ...TURBO]],
  ],
  [
    ['lint', 'oxlint', ['--type-aware', '--max-warnings=0']],
    ['types', 'turbo', ['run', 'typecheck', ...TURBO]],
  ],
];

/** The children now running; a signal to this process ends them as well, so that nothing lingers. */
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = 130;
  });
}

function run(command, args, quiet) {
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, {
      cwd: root,
      env,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    running.add(child);
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (printed += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (printed += text));
    const end = (code, text) => {
      running.delete(child);
      resolve({ code, printed: text });
    };
    child.once('error', (error) => end(1, String(error)));
    child.once('close', (code) => end(code, printed));
  });
}

const failed = [];
let passed = 0;
let skipped = 0;

async function check([name, command, args]) {
  const began = performance.now();
  const { code, printed } = await run(command, args, true);
  if (process.exitCode === 130) process.exit();
  const took = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${took} s)`);
  if (code === 0) passed += 1;
  else {
    failed.push(name);
    console.log(printed.trim());
  }
}

await Promise.all(
  CHECKS.map(async (row) => {
    for (const one of row) await check(one);
  }),
);

const folder = mkdtempSync(join(tmpdir(), 'sizewise-verify-'));
const report = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const { code } = await run(
  'vitest',
  ['run', '--passWithNoTests', ...reporters, ...process.argv.slice(2)],
  false,
);
if (process.exitCode === 130) process.exit();
const results = readResults(report, root, code);
rmSync(folder, { recursive: true, force: true });
passed += results.passed;
skipped += results.skipped.length;
failed.push(...results.failed);

for (const name of results.skipped) console.log(`skipped  ${name}`);
for (const name of failed) console.log(`FAILED   ${name}`);
console.log(`${passed} passed, ${failed.length} failed, ${skipped} skipped`);
process.exitCode = failed.length === 0 ? 0 : 1;
