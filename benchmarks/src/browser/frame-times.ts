import { type TraceEvent } from './trace.ts';

const MICROSECONDS = 1000;
/** Ends of one picture that several reporters tell of lie closer together than this, microseconds. */
const SAME_PICTURE = 1000;
/** A task of the page's thread that is longer than this is a long task (W3C Long Tasks), milliseconds. */
const LONG_TASK = 50;

/** Milliseconds between pictures on the screen, and what the page's own thread did meanwhile. */
export interface FrameTimes {
  readonly intervals: readonly number[];
  readonly longestTask: number;
  readonly longTasks: number;
}

/** When a mark of the page was set; the first one after `since`. @throws Error where there is none */
export function markTime(events: readonly TraceEvent[], name: string, since = -Infinity): number {
  const times = events
    .filter((event) => event.name === name && event.cat.includes('user_timing') && event.ts >= since)
    .map(({ ts }) => ts);
  if (times.length === 0) throw new Error(`The page set no mark ${name}`);
  return Math.min(...times);
}

/** When the document of a link began to load. @throws Error where it did not */
export function navigationTime(events: readonly TraceEvent[], url: string): number {
  const found = events.findLast(
    ({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL?.startsWith(url) === true,
  );
  if (!found) throw new Error(`The browser did not go to ${url}`);
  return found.ts;
}

/** Times at which a new picture was on the screen, in order, microseconds. */
export function presentations(events: readonly TraceEvent[]): number[] {
  const ends = events
    .filter(({ name, ph }) => name === 'SwapEndToPresentationCompositorFrame' && ph === 'e')
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  return ends.filter((ts, i) => i === 0 || ts - (ends[i - 1] ?? 0) > SAME_PICTURE);
}

/** Frames between two moments of the trace. */
export function framesBetween(events: readonly TraceEvent[], from: number, to: number): FrameTimes {
  const shown = presentations(events).filter((ts) => ts >= from && ts <= to);
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events
    .filter(({ name, ts, pid, tid }) => {
      const isInside = ts >= from && ts <= to;
      return isInside && name === 'RunTask' && threads.has(`${pid}/${tid}`);
    })
    .map(({ dur = 0 }) => dur / MICROSECONDS);
  return {
    intervals: shown.slice(1).map((ts, i) => (ts - (shown[i] ?? ts)) / MICROSECONDS),
    longestTask: Math.max(0, ...tasks),
    longTasks: tasks.filter((milliseconds) => milliseconds > LONG_TASK).length,
  };
}
