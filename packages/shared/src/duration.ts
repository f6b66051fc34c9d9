const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;

/**
 * Reads a duration: `30`, `30s`, `500ms`, `2m`, `1h`; a bare number is seconds.
 * @returns seconds, or null when the text is no duration.
 */
export function parseDuration(text: string): number | null {
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * SECONDS[(match[2] ?? 's') as keyof typeof SECONDS];
}
