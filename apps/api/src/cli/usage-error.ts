/** The command line cannot be understood; the message says why, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
