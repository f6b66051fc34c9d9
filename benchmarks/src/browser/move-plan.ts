import { type Page } from './trace.ts';

/** Milliseconds of one gesture. */
const GESTURE = 4000;
const RADIUS = { x: 250, y: 120 };
/** Milliseconds of one round of the pointer: about 700 pixels a second. */
const ROUND = 1800;
const WHEEL_STEP = 60;
/** Milliseconds between two steps of a wheel. */
const WHEEL_EVERY = 30;
const DRAWN = 'plan:drawn';
const SETTLED_MS = 60_000;

/** A view of the plan and what is done there. */
export interface Scene {
  readonly name: string;
  /** Query of the link to the plan. */
  readonly query: string;
  readonly move: (page: Page) => Promise<void>;
}

/** The whole plan, its densest view with all outlines, and the way from the one to the other and far beyond. */
export function scenesOf(centre: number): readonly Scene[] {
  return [
    { name: 'pan, all', query: '', move: pan },
    { name: 'pan, dense', query: `view=${centre},${centre},3`, move: pan },
    { name: 'pan, near', query: `view=${centre},${centre},20`, move: pan },
    { name: 'zoom', query: `view=${centre},${centre},1`, move: zoom },
  ];
}

/** Waits until all that there is of the view is on the screen. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, DRAWN, {
    timeout: SETTLED_MS,
  });
}

async function middle(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByRole('application', { name: 'Plan of the project' }).boundingBox();
  if (!box) throw new Error('The plan is not on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Drags the plan round and round. */
async function pan(page: Page): Promise<void> {
  const { x, y } = await middle(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  const started = performance.now();
  for (let at = 0; at < GESTURE; at = performance.now() - started) {
    const angle = (at / ROUND) * 2 * Math.PI;
    await page.mouse.move(x + RADIUS.x * Math.sin(angle), y + RADIUS.y * (1 - Math.cos(angle)));
  }
  await page.mouse.up();
}

/** Turns the wheel in and out and in again. */
async function zoom(page: Page): Promise<void> {
  const { x, y } = await middle(page);
  await page.mouse.move(x, y);
  const started = performance.now();
  for (let at = 0; at < GESTURE; at = performance.now() - started) {
    const isIn = Math.floor((at / GESTURE) * 4) % 3 !== 1;
    await page.mouse.wheel(0, isIn ? -WHEEL_STEP : WHEEL_STEP);
    await new Promise((resolve) => setTimeout(resolve, WHEEL_EVERY));
  }
}
