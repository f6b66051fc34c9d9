import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { SizewiseCommand } from './sizewise-command.ts';

const TABLE =
  'external_id,segment_type,length,min_x,min_y,min_z,max_x,max_y,max_z\nd1,duct_segment,2,0,0,0,1,1,1\n';

/** Each command is a process that loads everything: many of them on a busy machine take their time. */
const MANY_PROCESSES = { timeout: 240_000 };

describeWith(['postgres'], 'sizewise backup and restore', () => {
  let source: SizewiseCommand;
  let target: SizewiseCommand;
  beforeAll(async () => {
    source = await SizewiseCommand.open();
    target = await SizewiseCommand.open();
  });
  afterAll(async () => {
    await source.close();
    await target.close();
  });

  it('carries an installation from a server that runs to another one', MANY_PROCESSES, async () => {
    const drawing = join(source.dir, 'ducts.csv');
    await writeFile(drawing, TABLE);
    const server = await source.start(drawing);
    const imported = async (url: string): Promise<{ items: { status: string; fileName: string }[] }> =>
      (await (await fetch(`${url}/api/imports`)).json()) as never;
    while ((await imported(server.url)).items[0]?.status !== 'completed') await sleep(100);

    const backup = await source.run('backup', '--out', source.dir, '--json').ended;
    expect(backup).toMatchObject({ code: 0 });
    const { file, bytes, rows } = JSON.parse(backup.stdout) as {
      file: string;
      bytes: number;
      rows: Record<string, number>;
    };
    expect(await readdir(source.dir)).toContain(file.split('/').at(-1));
    expect(bytes).toBeGreaterThan(0);
    expect(rows).toMatchObject({ projects: 1, imports: 1, project_segments: 1 });

    // Its server would not know what happened to its data.
    expect(await source.run('restore', file, '--replace').ended).toMatchObject({ code: 1 });
    expect(await target.run('restore', file, '--check').ended).toMatchObject({ code: 0 });
    expect(await target.run('restore', file, '--json').ended).toMatchObject({ code: 0 });
    const again = await target.run('restore', file).ended;
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('installation_not_empty');

    const restored = await target.start();
    // No samples: what was restored is all there is.
    expect((await imported(restored.url)).items).toMatchObject([
      { status: 'completed', fileName: 'ducts.csv' },
    ]);
  });

  it('explains itself where it is not understood', MANY_PROCESSES, async () => {
    for (const args of [
      ['backup'],
      ['backup', '--out', join(source.dir, 'no', 'such', 'folder')],
      ['restore'],
      ['restore', 'no-such-file'],
      ['restore', 'a', '--check', '--replace'],
    ]) {
      expect([args, (await target.run(...args).ended).code]).toEqual([args, 2]);
    }
  });
});
