import { readdir, readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { ADVISORS } from './advise.ts';

const FOLDER = new URL('../../../../docs/advisors/', import.meta.url);

describe('docs/advisors', () => {
  it('has a page for each advisor, and no other', async () => {
    const pages = (await readdir(FOLDER)).filter((name) => name !== 'README.md').sort();
    expect(pages).toEqual(ADVISORS.map(({ id }) => `${id}.md`).sort());
  });

  it.each(ADVISORS.map(({ id }) => id))('says when %s is wrong', async (id) => {
    const page = await readFile(new URL(`${id}.md`, FOLDER), 'utf8');
    expect(page).toContain(`\n\`${id}\`\n`);
    expect(page).toMatch(/## Threshold\n\n.{20}[\s\S]*## Remedy\n\n.{20}[\s\S]*## When it is wrong\n\n- /);
    expect(await readFile(new URL('README.md', FOLDER), 'utf8')).toContain(`(${id}.md)`);
  });
});
