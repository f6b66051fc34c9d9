import { setTimeout as sleep } from 'node:timers/promises';

import { launchBrowser } from '@sizewise/test-support';

import { framesBetween, type FrameTimes, markTime, navigationTime, presentations } from './frame-times.ts';
import { scenesOf, settled } from './move-plan.ts';
import { type Browser, type Page, processorSeconds, traced } from './trace.ts';

/** What is done on the plan, in order; the site's middle is at 500 m, 500 m. */
export const SCENES = scenesOf(500);
const VIEWPORT = { width: 1280, height: 800 };
const PRESENTED_MS = 500;
const MICROSECONDS = 1e6;
const MILLISECONDS = 1000;
const [BEGUN, ENDED] = ['bench:begun', 'bench:ended'];

export interface Movement extends FrameTimes {
  readonly scene: string;
  /** Processor time of all processes of the browser for one picture, milliseconds. */
  readonly processor: number;
}

/** What one browser measured. */
export interface PlanRound {
  /** Seconds from the navigation to the picture with all tiles. */
  readonly firstPicture: number;
  readonly movements: readonly Movement[];
}

/** The first picture of a plan in a new browser, then each scene. @throws Error where the page draws nothing */
export async function measurePlan(url: string, projectId: string, signal: AbortSignal): Promise<PlanRound> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    const plan = `${url}/#/projects/${projectId}/plan`;
    const firstPicture = await firstPictureOf(browser, page, url, plan);
    const movements: Movement[] = [];
    for (const { name, query, move } of SCENES) {
      signal.throwIfAborted();
      await page.goto('about:blank');
      await page.goto(`${plan}?${query}`);
      await settled(page);
      movements.push(await movementOf(browser, page, name, move));
    }
    return { firstPicture, movements };
  } finally {
    await browser.close();
  }
}

async function firstPictureOf(browser: Browser, page: Page, url: string, plan: string): Promise<number> {
  const events = await traced(browser, async () => {
    await page.goto(plan);
    await settled(page);
    // The mark is set before its picture is presented.
    await sleep(PRESENTED_MS);
  });
  const drawn = markTime(events, 'plan:drawn');
  const shown = presentations(events).find((ts) => ts >= drawn) ?? drawn;
  return (shown - navigationTime(events, url)) / MICROSECONDS;
}

async function movementOf(
  browser: Browser,
  page: Page,
  scene: string,
  move: (page: Page) => Promise<void>,
): Promise<Movement> {
  let processor = 0;
  const events = await traced(browser, async () => {
    const before = await processorSeconds(browser);
    await page.evaluate((name) => performance.mark(name), BEGUN);
    await move(page);
    await page.evaluate((name) => performance.mark(name), ENDED);
    processor = (await processorSeconds(browser)) - before;
  });
  const times = framesBetween(events, markTime(events, BEGUN), markTime(events, ENDED));
  return { ...times, scene, processor: (processor * MILLISECONDS) / Math.max(1, times.intervals.length) };
}
