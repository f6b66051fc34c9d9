import { expect, it } from 'vitest';

import { type Flight, SingleFlight } from './single-flight.ts';

const atVersion = (version: number): ReadonlyMap<string, number> => new Map([['t', version]]);

async function begin(flights: SingleFlight): Promise<{ flight: Flight; land: () => void }> {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<Flight>();
  void flights.run('k', ['t'], async (flight) => {
    begun.resolve(flight);
    await gate.promise;
  });
  return { flight: await begun.promise, land: gate.resolve };
}

it('remembers every invalidation that came while it was loading, also after others stopped sharing it', async () => {
  const flights = new SingleFlight();
  const { flight, land } = await begin(flights);
  expect(flight.mayKeep(null)).toBe(true);
  flights.invalidate(atVersion(5));
  expect([flight.mayKeep(null), flight.mayKeep(atVersion(4)), flight.mayKeep(atVersion(5))]).toEqual([
    false,
    false,
    true,
  ]);
  flights.invalidate(atVersion(6));
  expect([flight.mayKeep(atVersion(5)), flight.mayKeep(atVersion(6))]).toEqual([false, true]);
  flights.invalidateAll();
  expect(flight.mayKeep(atVersion(7))).toBe(false);
  land();
});

it('begins anew for those who ask after an invalidation, and ends without touching the new one', async () => {
  const flights = new SingleFlight();
  const old = await begin(flights);
  flights.invalidate(atVersion(1));
  const { flight, land } = await begin(flights);
  expect(flight).not.toBe(old.flight);
  old.land();
  await Promise.resolve();
  let joined = true;
  const shared = flights.run('k', ['t'], async () => void (joined = false));
  land();
  await shared;
  expect(joined).toBe(true);
});
