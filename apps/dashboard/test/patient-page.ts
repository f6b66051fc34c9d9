import { type launchBrowser } from '@sizewise/test-support';

import { type Page } from './picture.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** What is awaited may be late: samples come every ten seconds, and the machine may be slow and have other work. Milliseconds. */
export const PATIENT = { timeout: 90_000, interval: 250 };

/** Opens a page in a context of its own; whatever is awaited on it is awaited patiently. */
export async function openPage(
  browser: Browser,
  options: NonNullable<Parameters<Browser['newPage']>[0]>,
): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENT.timeout);
  return page;
}
