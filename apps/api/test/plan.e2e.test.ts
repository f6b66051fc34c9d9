import { join } from 'node:path';

import { describeWithPostgres, launchBrowser, REPOSITORY_ROOT } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openListening } from './listening.ts';

const SCHOOL = join(REPOSITORY_ROOT, 'samples/school_mep_hvac.ifc.gz');

interface Shown {
  readonly fault: string | null;
  readonly title: string | null;
  /** Id and box of each element as the browser drew it, metres, y up. */
  readonly boxes: readonly (readonly [string, number, number, number, number])[];
}

/** What runs in the page: from the screen back to metres, so that what is drawn is measured, not what the file says. */
const measure = (path: string): string => `(async () => {
  const text = await (await fetch(${JSON.stringify(path)})).text();
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = document.body.appendChild(document.importNode(parsed.documentElement, true));
  const toMetres = root.getScreenCTM().inverse();
  return {
    fault: parsed.querySelector('parsererror')?.textContent ?? null,
    title: root.querySelector('title').textContent,
    boxes: [...root.querySelectorAll('[data-id]')].map((element) => {
      const { x, y, width, height } = element.getBBox();
      const [low, high] = [new DOMPoint(x, y), new DOMPoint(x + width, y + height)].map((point) =>
        point.matrixTransform(element.getScreenCTM()).matrixTransform(toMetres));
      return [element.dataset.id, low.x, -low.y, high.x, -high.y];
    }),
  };
})()`;

describeWithPostgres('the SVG plan in a browser', () => {
  let application: Awaited<ReturnType<typeof openListening>>;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  beforeAll(async () => {
    application = await openListening({}, 'postgres');
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await application.close();
  });

  it('is XML, and shows every segment that has bounds where its bounds are', async () => {
    const { projects, pipeline, segments } = application.opened.deps;
    const { id: projectId } = await projects.create({ name: 'School & <more>' });
    await pipeline.run(SCHOOL, { projectId, fileName: 'school.ifc.gz' });
    const drawn = new Map<string, number[]>();
    for await (const { id, bounds: b } of segments.all(projectId)) {
      if (b) drawn.set(id, [b.minX, b.minY, b.maxX, b.maxY]);
    }
    const page = await browser.newPage();
    await page.goto(`${application.url}/livez`);
    const shown = await page.evaluate<Shown>(measure(`/api/projects/${projectId}/export?format=svg`));
    expect(shown).toMatchObject({ fault: null, title: 'School & <more>' });
    expect(shown.boxes).toHaveLength(drawn.size);
    const off = shown.boxes.filter(([id, ...box]) =>
      box.some((value, i) => !(Math.abs(value - (drawn.get(id)?.[i] ?? NaN)) < 0.002)),
    );
    expect(off).toEqual([]);
    expect(drawn.size).toBeGreaterThan(1500);
  });
});
