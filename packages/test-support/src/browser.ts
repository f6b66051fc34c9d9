import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Chromium from the npm package; CHROMIUM_PATH names another executable. */
export async function chromiumPath(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  return environment['CHROMIUM_PATH'] ?? (await sparticuz.executablePath());
}

/**
 * Starts Chromium without a window from the npm package: no browser of the system is needed, and it runs as root.
 * CHROMIUM_PATH names another executable.
 */
export async function launchBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPath(environment),
    args: ['--no-sandbox', '--font-render-hinting=none'],
    headless: true,
  });
}
