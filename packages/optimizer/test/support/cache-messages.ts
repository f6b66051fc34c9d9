export type ToChild =
  | { readonly ask: 'read'; readonly key: string; readonly times: number; readonly seconds: number }
  | { readonly ask: 'watch'; readonly key: string; readonly until: number }
  | { readonly ask: 'close' };

export type FromChild =
  | { readonly is: 'ready' | 'watching' }
  | { readonly is: 'values'; readonly values: readonly number[] }
  /** Time of day in milliseconds. */
  | { readonly is: 'seen'; readonly at: number };
