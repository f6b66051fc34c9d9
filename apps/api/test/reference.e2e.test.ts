import { launchBrowser } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createApp } from '../src/app.ts';
import { type HttpServer, listen } from '../src/http/server.ts';
import { httpDeps } from './http-deps.ts';

describe('the reference page in a browser', () => {
  let server: HttpServer;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;

  beforeAll(async () => {
    server = await listen(createApp(httpDeps()), '127.0.0.1', 0);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('shows the routes under our Content-Security-Policy, with nothing from another host', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(90_000);
    const complaints: string[] = [];
    const foreign: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await page.goto(`${server.url}/docs`);
    await page.getByText('/api/projects/{id}/imports', { exact: false }).first().waitFor();
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
