const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Spans that can be chosen, in seconds by their name in a link. */
export const SPANS = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
} as const;
export type SpanName = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as SpanName[];

/** Steps in which history is asked for, seconds: samples are taken every ten seconds. */
const STEPS = [10, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY] as const;
const MOST_STEPS = 300;
const SHORTEST = MINUTE;
const LONGEST = SPANS['90d'];

/** What all charts show: a span that ends now, or two times. Times in seconds since 1970. */
export type TimeRange =
  { readonly span: SpanName } | { readonly span: null; readonly from: number; readonly to: number };

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const USUAL: TimeRange = { span: '15m' };

/** Reads `range=1h`, or `from` and `to` as ISO times; what is wrong or missing is the last 15 minutes. */
export function readTimeRange(query: URLSearchParams): TimeRange {
  const span = SPAN_NAMES.find((name) => name === query.get('range'));
  if (span !== undefined) return { span };
  const [from, to] = ['from', 'to'].map((name) => Date.parse(query.get(name) ?? '') / 1000);
  if (from === undefined || to === undefined || !(to - from >= SHORTEST && to - from <= LONGEST)) {
    return USUAL;
  }
  return { span: null, from, to };
}

/** Writes what readTimeRange reads into a query; what is usual is left out. */
export function writeTimeRange(range: TimeRange, query: URLSearchParams): void {
  for (const name of ['range', 'from', 'to']) query.delete(name);
  if (range.span === null) {
    query.set('from', isoSeconds(range.from));
    query.set('to', isoSeconds(range.to));
  } else if (range.span !== '15m') query.set('range', range.span);
}

/** The stretch that a range means. @param now seconds since 1970 */
export function windowOf(range: TimeRange, now: number): TimeWindow {
  return range.span === null
    ? { from: range.from, to: range.to }
    : { from: now - SPANS[range.span], to: now };
}

/** Seconds between two points of a stretch that long. */
export function stepFor({ from, to }: TimeWindow): number {
  return STEPS.find((step) => (to - from) / step <= MOST_STEPS) ?? DAY;
}

/** The stretch moved by so many seconds, not beyond now. */
export function shift({ from, to }: TimeWindow, seconds: number, now: number): TimeRange {
  const moved = Math.min(seconds, Math.max(0, now - to));
  return fixed(from + moved, to + moved);
}

/** The stretch moved by a share of its length, not beyond now. */
export function pan(window: TimeWindow, share: number, now: number): TimeRange {
  return shift(window, (window.to - window.from) * share, now);
}

/** The stretch made `factor` times as long around its middle, not beyond now. */
export function zoom({ from, to }: TimeWindow, factor: number, now: number): TimeRange {
  const span = Math.min(LONGEST, Math.max(SHORTEST, (to - from) * factor));
  const end = Math.min(now, (from + to + span) / 2);
  return fixed(end - span, end);
}

/** The stretch between two times, at least a minute. */
export function between(first: number, second: number): TimeRange {
  const [from, to] = [Math.min(first, second), Math.max(first, second)];
  const short = Math.max(0, SHORTEST - (to - from)) / 2;
  return fixed(from - short, to + short);
}

function fixed(from: number, to: number): TimeRange {
  return { span: null, from: Math.round(from), to: Math.round(to) };
}

function isoSeconds(seconds: number): string {
  return new Date(Math.round(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
