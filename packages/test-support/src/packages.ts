/** The packages that other apps install. */
export const PACKAGES = ['shared', 'optimizer', 'bulk-pipeline', 'data', 'services'] as const;
export type PackageName = (typeof PACKAGES)[number];
