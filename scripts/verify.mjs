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

const CHECKS = [
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['lint', 'oxlint', ['--type-aware', '--max-warnings=0']],
  ['types', 'turbo', ['run', 'typecheck', ...TURBO]],
  ['import rule', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'benchmarks']],
  ['build', 'turbo', ['run', 'build', ...TURBO]],
];

/** The child now running; a signal to this process ends it as well, so that nothing lingers. */
let running = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    running?.kill(signal);
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
    running = child;
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (printed += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (printed += text));
    child.once('error', (error) => resolve({ code: 1, printed: String(error) }));
    child.once('close', (code) => resolve({ code, printed }));
  });
}

const failed = [];
let passed = 0;
let skipped = 0;

for (const [name, command, args] of CHECKS) {
  const began = performance.now();
  const { code, printed } = await run(command, args, true);
  if (process.exitCode === 130) process.exit();
  console.log(
    `${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`,
  );
  if (code === 0) passed += 1;
  else {
    failed.push(name);
    console.log(printed.trim());
  }
}

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
