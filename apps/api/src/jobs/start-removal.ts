import { type ImportPipeline } from '@sizewise/bulk-pipeline';
import { type Logger } from '@sizewise/shared';

/** The import is hidden within milliseconds; a caller waits no longer than this for its rows to go. */
const WAIT_MS = 500;

/**
 * Hides an import and starts to remove its rows. What is not done in half a second goes on in the background, and
 * after a crash at the next start.
 * @throws AppError `import_not_found`
 */
export async function startRemoval(
  pipeline: ImportPipeline,
  importId: string,
  logger: Logger,
): Promise<void> {
  const removal = pipeline.remove(importId);
  let isBackground = false;
  removal.catch((error: unknown) => {
    if (isBackground)
      logger.warn({ importId, err: error }, 'a removal stopped; the next start goes on with it');
  });
  const timer = Promise.withResolvers<void>();
  const handle = setTimeout(timer.resolve, WAIT_MS);
  try {
    await Promise.race([removal, timer.promise]);
    isBackground = true;
  } finally {
    clearTimeout(handle);
  }
}
