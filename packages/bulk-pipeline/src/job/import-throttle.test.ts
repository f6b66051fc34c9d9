import { type PressureSource, silentLogger } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { createPace } from '../pace.ts';
import { ImportThrottle } from './import-throttle.ts';

function throttled(workers: number) {
  const load = { pressure: 0, source: null as PressureSource | null, busy: true, raised: 0 };
  const said: string[] = [];
  const pace = createPace();
  const throttle = new ImportThrottle({ read: () => ({ value: load.pressure, source: load.source }) }, pace, {
    workers,
    isBusy: () => load.busy,
    onRaise: () => (load.raised += 1),
    logger: { ...silentLogger, info: (_: unknown, text?: string) => void said.push(text ?? '') },
  });
  const ticks = (count: number): void => {
    for (let tick = 0; tick < count; tick++) throttle.tick();
  };
  return { load, said, pace, throttle, ticks };
}

describe('ImportThrottle', () => {
  it('leaves imports alone while nobody waits', () => {
    const { throttle, ticks, pace, said } = throttled(4);
    using _ = throttle;
    ticks(20);
    expect(throttle.slots).toBe(4);
    expect(throttle.state()).toEqual({ level: 1, reason: null });
    expect(pace[0]).toBe(1000);
    expect(said).toEqual([]);
  });

  it('takes threads away under pressure, but never the last', () => {
    const { throttle, load, ticks, pace } = throttled(4);
    using _ = throttle;
    Object.assign(load, { pressure: 0.7, source: 'lock_wait' });
    ticks(1);
    expect(throttle.slots).toBe(3);
    expect(throttle.state()).toEqual({ level: 0.7, reason: 'lock_wait' });
    ticks(50);
    expect(throttle.slots).toBe(1);
    expect(pace[0]).toBe(250);
  });

  it('gives them back step by step, not at the first lull', () => {
    const { throttle, load, ticks, said } = throttled(2);
    using _ = throttle;
    Object.assign(load, { pressure: 0.9, source: 'event_loop' });
    ticks(30);
    load.pressure = 0;
    ticks(2);
    const held = throttle.state();
    expect(held).toEqual({ level: 0.125, reason: 'event_loop' });
    ticks(1);
    expect(throttle.state().level).toBeGreaterThan(held.level);
    load.pressure = 0.4;
    const between = throttle.state();
    ticks(10);
    expect(throttle.state()).toEqual(between);
    load.pressure = 0;
    ticks(30);
    expect(throttle.state()).toEqual({ level: 1, reason: null });
    expect(load.raised).toBeGreaterThan(0);
    expect(said).toEqual([
      'Imports slow down for requests',
      'Imports are as slow as they get',
      'Imports go at full speed again',
    ]);
  });

  it('remembers the load from one import to the next, and forgets it where none follows', () => {
    const { throttle, load, ticks } = throttled(2);
    using _ = throttle;
    load.pressure = 1;
    ticks(10);
    load.busy = false;
    const held = throttle.state();
    ticks(2);
    expect(throttle.state()).toEqual(held);
    ticks(30);
    expect(throttle.state().level).toBe(1);
  });
});
