import { type ImportStage } from '@sizewise/shared';

export type { ImportStage };

/** The stages of an import in order; the type makes a stage that shared adds or drops an error here. */
export const IMPORT_STAGES = Object.keys({
  intake: true,
  plan: true,
  write: true,
  publish: true,
} satisfies Record<ImportStage, true>) as ImportStage[];
