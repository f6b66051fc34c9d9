/** What a revision did to a segment of the one before. Apart from its schemas, so that a page has it without zod. */
export const DRAWING_CHANGES = ['added', 'removed', 'moved', 'resized'] as const;
export type DrawingChange = (typeof DRAWING_CHANGES)[number];
