import { type launchBrowser } from '@sizewise/test-support';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
export type Page = Awaited<ReturnType<Browser['newPage']>>;

/** Waits until all that there is of the plan has been drawn, once its page was opened. */
export async function planDrawn(page: Page): Promise<void> {
  await page.getByText('have a place in plan').waitFor();
  await page.waitForFunction(() => performance.getEntriesByName('plan:drawn').length > 0);
}

/**
 * Share of the plan's pixels that are of a colour, as it is on the screen.
 * @param colour `#rrggbb`; each channel may differ by a few steps, for edges are smooth
 */
export async function shareOf(page: Page, colour: string): Promise<number> {
  const plan = page.getByRole('application', { name: 'Plan of the project' });
  const png = (await plan.screenshot()).toString('base64');
  return page.evaluate(
    async ([data, wanted]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      // The buttons at the right have greys of their own.
      const width = canvas.width - 80;
      const pixels = context?.getImageData(0, 0, width, canvas.height).data ?? [];
      const channels = [16, 8, 0].map((shift) => (Number.parseInt(wanted.slice(1), 16) >> shift) & 255);
      let found = 0;
      for (let i = 0; i < pixels.length; i += 4) {
        if (channels.every((channel, c) => Math.abs(channel - (pixels[i + c] ?? 0)) < 8)) found += 1;
      }
      return found / (width * canvas.height);
    },
    [png, colour] as const,
  );
}
