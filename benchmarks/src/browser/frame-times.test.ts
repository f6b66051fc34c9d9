import { expect, it } from 'vitest';

import { framesBetween, markTime, navigationTime, presentations } from './frame-times.ts';
import { type TraceEvent } from './trace.ts';

const event = (name: string, ts: number, rest: Partial<TraceEvent> = {}): TraceEvent => ({
  name,
  ts,
  cat: 'cc',
  ph: 'e',
  pid: 1,
  tid: 1,
  ...rest,
});
const SHOWN = 'SwapEndToPresentationCompositorFrame';

it('counts a picture once, however many reporters tell of it', () => {
  const events = [
    event(SHOWN, 20_000),
    event(SHOWN, 3000),
    event(SHOWN, 20_010),
    event(SHOWN, 1, { ph: 'b' }),
  ];
  expect(presentations(events)).toEqual([3000, 20_000]);
});

it('takes frames and tasks of the page between two moments', () => {
  const thread = event('thread_name', 0, { ph: 'M', tid: 7, args: { name: 'CrRendererMain' } });
  const task = (ts: number, dur: number, tid = 7) => event('RunTask', ts, { ph: 'X', dur, tid });
  const events = [
    thread,
    ...[0, 10_000, 26_000, 60_000, 900_000].map((ts) => event(SHOWN, ts)),
    task(11_000, 60_000),
    task(12_000, 2000),
    task(12_000, 800_000, 8),
    task(899_000, 90_000),
  ];
  expect(framesBetween(events, 5000, 100_000)).toEqual({
    intervals: [16, 34],
    longestTask: 60,
    longTasks: 1,
  });
});

it('finds marks and navigations, and says where there is none', () => {
  const mark = event('plan:drawn', 50, { cat: 'blink.user_timing' });
  expect(markTime([mark, { ...mark, ts: 90 }], 'plan:drawn', 60)).toBe(90);
  expect(() => markTime([mark], 'plan:drawn', 60)).toThrow('no mark plan:drawn');
  const going = event('navigationStart', 7, { args: { data: { documentLoaderURL: 'http://a/#/b' } } });
  expect(navigationTime([going], 'http://a')).toBe(7);
  expect(() => navigationTime([], 'http://a')).toThrow('did not go');
});
