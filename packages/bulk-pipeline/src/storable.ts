/** U+0000 and lone surrogates are characters that PostgreSQL's text and jsonb refuse. */
const REPLACEMENT = '\u{FFFD}';

/** The text with every character that cannot be stored replaced by U+FFFD; the same string where there is none. */
export function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', REPLACEMENT) : whole;
}

/**
 * A JSON value with every string and key made storable.
 * @param onReplaced called once for each string or key that had to change.
 */
export function storableJson(value: unknown, onReplaced: () => void): unknown {
  if (typeof value === 'string') {
    const clean = storable(value);
    if (clean !== value) onReplaced();
    return clean;
  }
  if (Array.isArray(value)) return value.map((item) => storableJson(item, onReplaced));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const clean = storable(key);
    if (clean !== key) onReplaced();
    return [clean, storableJson(item, onReplaced)];
  });
  return Object.fromEntries(entries);
}
