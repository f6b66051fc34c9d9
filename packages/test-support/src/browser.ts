import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * Starts Chromium without a window from the npm package: no browser of the system is needed, and it runs as root.
 * CHROMIUM_PATH names another executable.
 */
export async function launchBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const own = environment['CHROMIUM_PATH'];
  return chromium.launch({
    executablePath: own ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--font-render-hinting=none'],
    headless: true,
  });
}
