// Makes a checkout runnable and ends: `install` brings the packages of the lockfile, `build` also what changed.
// Runs on Node 20 without any package; everything else runs on the Node of node_modules/node.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installStamp, sourceStamp, workspaceFolders } from './stamps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [mode, ...flags] = process.argv.slice(2);
const quiet = flags.includes('--quiet');
const withBenchmarks = flags.includes('--benchmarks');
const modules = join(root, 'node_modules');

const say = (line) => quiet || process.stderr.write(`${line}\n`);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs a command in a process group of its own, which ends with this process, also when our parent was killed. */
function run(command, args, env) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed = (printed + text).slice(-20_000);
      if (!quiet) process.stderr.write(text);
    });
  }
  const parent = process.ppid;
  const end = (code) => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has already ended.
    }
    process.exit(code);
  };
  process
    .once('SIGINT', () => end(130))
    .once('SIGTERM', () => end(143))
    .once('SIGHUP', () => end(129));
  const watch = setInterval(() => process.ppid === parent || end(143), 500);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
      resolve({ code, printed });
    });
  });
}

/** Runs one step; a failure says which, shows what it printed and what to do, and ends the bootstrap. */
async function step(name, advice, command, args, env) {
  const began = performance.now();
  say(`sizewise: ${name} …`);
  const { code, printed } = await run(command, args, env).catch((error) => ({
    code: 1,
    printed: String(error),
  }));
  if (code === 0) {
    say(`sizewise: ${name} done in ${seconds(began)}`);
    return;
  }
  if (quiet) process.stderr.write(printed);
  process.stderr.write(`\nsizewise: ${name} failed (exit ${code}) after ${seconds(began)}.\n${advice}\n`);
  process.exit(1);
}

const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

async function install() {
  const stampFile = join(modules, '.sizewise-install');
  const stamp = installStamp(root);
  if (readStamp(stampFile) === stamp && existsSync(join(modules, 'node', 'bin', 'node'))) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const advice =
    'It needs the package registry once. Check the network and the registry (npm config get registry), then run the same command again.';
  // CI=true: pnpm asks no questions. The bundled npx runs it, so that no pnpm needs to be installed.
  const args = [
    '-y',
    packageManager,
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--reporter=append-only',
  ];
  await step('installing packages', advice, 'npx', args, { CI: 'true' });
  writeFileSync(stampFile, stamp);
}

async function build() {
  const targets = [
    '@sizewise/api',
    '@sizewise/dashboard',
    ...(withBenchmarks ? ['@sizewise/benchmarks'] : []),
  ];
  const stampFile = join(modules, `.sizewise-build${withBenchmarks ? '-benchmarks' : ''}`);
  const stamp = sourceStamp(root);
  const built = workspaceFolders(root).every(
    (folder) =>
      folder === 'benchmarks' || folder.endsWith('test-support') || existsSync(join(root, folder, 'dist')),
  );
  if (built && readStamp(stampFile) === stamp) return;
  const args = [
    'run',
    'build',
    '--ui=stream',
    '--output-logs=errors-only',
    '--log-prefix=none',
    '--cache=local:rw',
    ...targets.map((target) => `--filter=${target}...`),
  ];
  const advice =
    'The lines above name the package and the file. After a change of branch, npm run clean may help.';
  await step('building', advice, join(modules, '.bin', 'turbo'), args, {
    PATH: [join(modules, 'node', 'bin'), join(modules, '.bin'), process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
  });
  writeFileSync(stampFile, stamp);
}

if (mode !== 'install' && mode !== 'build') {
  process.stderr.write('usage: bootstrap.mjs install|build [--quiet] [--benchmarks]\n');
  process.exit(2);
}
await install();
if (mode === 'build') await build();
