import { type MachineActivity } from '@sizewise/shared';

import { type OtherMachine } from './job/machines.ts';

type Rates = Omit<MachineActivity, 'workers'>;

/** The threads of other processes, named after them. */
export function workersOf(others: readonly OtherMachine[]): MachineActivity['workers'] {
  return others.flatMap(({ machine, activity }) =>
    activity.workers.map((worker) => ({ ...worker, id: `${machine.instance} ${worker.id}` })),
  );
}

export function sumOfRates(all: readonly Rates[]): Rates {
  const sum = { rowsPerSecond: 0, documentsPerSecond: 0, bytesPerSecond: 0, rejectsPerSecond: 0 };
  for (const rates of all) {
    sum.rowsPerSecond += rates.rowsPerSecond;
    sum.documentsPerSecond += rates.documentsPerSecond;
    sum.bytesPerSecond += rates.bytesPerSecond;
    sum.rejectsPerSecond += rates.rejectsPerSecond;
  }
  return sum;
}
