import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type PackageName } from '../src/packages.ts';
import { REPOSITORY_ROOT } from '../src/repository-root.ts';
import { runProgram } from '../src/run-program.ts';
import { type Tarballs } from './pack.ts';

const TYPESCRIPT = join(REPOSITORY_ROOT, 'packages/test-support/node_modules/typescript/bin/tsc');
const NODE_TYPES = join(REPOSITORY_ROOT, 'packages/test-support/node_modules/@types/node/package.json');
/** The strictest that an app may have; `skipLibCheck` off reads our declarations too. */
const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files: ['example.ts'],
};

/** An app outside of the workspace, with packages installed by npm. */
export class Project implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Installs the tarballs of these packages; what they need comes from the registry. */
  static async create(tarballs: Tarballs, names: readonly PackageName[]): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), 'sizewise-app-')));
    const { version } = JSON.parse(await readFile(NODE_TYPES, 'utf8')) as { version: string };
    // An embedded PostgreSQL runs as a user of its own.
    await chmod(project.folder, 0o755);
    await writeFile(join(project.folder, 'package.json'), '{ "private": true, "type": "module" }');
    const files = names.map((name) => tarballs[name]);
    const install = ['install', '--no-audit', '--no-fund', '--prefer-offline'];
    await runProgram('npm', [...install, ...files, `@types/node@${version}`], { cwd: project.folder });
    return project;
  }

  /** Standard output of a module, run by plain Node. */
  async run(code: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    await writeFile(join(this.folder, 'program.mjs'), code);
    return this.node(['program.mjs'], { TMPDIR: this.folder, ...env });
  }

  async node(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    return runProgram(process.execPath, args, { cwd: this.folder, env: { NODE_OPTIONS: '', ...env } });
  }

  /** Checks the types of a module. @throws ProgramFailedError with the faults */
  async typeCheck(code: string): Promise<void> {
    await writeFile(join(this.folder, 'example.ts'), code);
    await writeFile(join(this.folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    await this.node([TYPESCRIPT, '-p', '.']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
