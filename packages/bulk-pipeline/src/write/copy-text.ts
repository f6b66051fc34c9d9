/** SQL NULL in COPY's text format. */
const NULL = '\\N';

// The characters that COPY's text format gives a meaning (PostgreSQL manual, COPY, "Text Format").
const NEEDS_ESCAPE = /[\\\n\r\t\b\f\v]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

/** One text field of a COPY row. */
export function copyText(value: string | null): string {
  if (value === null) return NULL;
  if (!NEEDS_ESCAPE.test(value)) return value;
  return value.replace(/[\\\n\r\t\b\f\v]/g, (character) => ESCAPES[character] ?? character);
}

/** One numeric field of a COPY row; the shortest text that reads back as the same double. */
export function copyNumber(value: number | null): string {
  return value === null ? NULL : `${value}`;
}

/** One jsonb field of a COPY row. */
export function copyJson(value: unknown): string {
  return copyText(JSON.stringify(value));
}

/** One text[] field of a COPY row. */
export function copyTextArray(values: readonly string[]): string {
  if (values.length === 0) return '{}';
  const quoted = values.map((value) => `"${value.replace(/["\\]/g, (character) => `\\${character}`)}"`);
  return copyText(`{${quoted.join(',')}}`);
}
