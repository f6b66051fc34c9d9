/** What a command's exit code says to scripts. */
export const EXIT = { done: 0, failed: 1, usage: 2, doneWithRejects: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
