const REPLACEMENT = '\uFFFD';

/** JSON that jsonb takes: it refuses U+0000 and lone surrogates, which become U+FFFD. */
export function storableJson(value: unknown): string {
  // A pair of backslashes is matched first, so that an escaped backslash before `u0000` stays what it is.
  return JSON.stringify(value).replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (escape) =>
    escape === '\\\\' ? escape : REPLACEMENT,
  );
}

/** Text that a text column takes. */
export function storableText(text: string): string {
  return text.replaceAll('\0', REPLACEMENT).toWellFormed();
}
