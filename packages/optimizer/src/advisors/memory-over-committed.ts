import { type Advisor, bytesText } from './advisor.ts';

/** Memory that sorts and hashes of every connection at once may take, beyond what the machine has. */
export const memoryOverCommitted: Advisor = {
  id: 'memory-over-committed',
  judge({ postgres, pools, otherConnections, machineMemory }, { memoryShare }) {
    const settings = postgres?.settings.value?.[0];
    if (!settings || machineMemory === null || pools.length === 0) return null;
    const { maxParallelWorkers, maxParallelWorkersPerGather: perGather, sharedBuffers } = settings;
    const maintenance = settings.autovacuumMaxWorkers * settings.maintenanceWorkMem;
    const { workMem } = settings;
    const pooled = pools.reduce((sum, { snapshot }) => sum + snapshot.max, 0);
    const connections = pooled + otherConnections;
    const largest = Math.max(workMem, ...pools.map(({ workMemBytes }) => workMemBytes ?? workMem));
    // Each worker sorts with a work_mem of its own, but the server has only so many workers for all.
    const parallel = pools.reduce(
      (sum, { snapshot, isParallel }) => sum + (isParallel ? snapshot.max : 0),
      0,
    );
    const workers = Math.min(maxParallelWorkers, parallel * perGather);
    const sorts = pools.reduce(
      (sum, { snapshot, workMemBytes }) => sum + snapshot.max * (workMemBytes ?? workMem),
      otherConnections * workMem,
    );
    const needed = sharedBuffers + maintenance + sorts + workers * largest;
    if (needed <= machineMemory * memoryShare) return [];
    const room = Math.max(0, machineMemory * memoryShare - sharedBuffers - maintenance);
    const fitting = Math.max(4, Math.floor(room / (connections + workers) / 1024 ** 2));
    return [
      {
        subject: 'work_mem',
        severity: 'warning',
        title: `Every connection at work may take ${bytesText(needed)}; the machine has ${bytesText(machineMemory)}`,
        evidence: {
          neededBytes: needed,
          machineMemory,
          sharedBuffers,
          maintenanceBytes: maintenance,
          connections,
          connectionsOutsideOfPools: otherConnections,
          parallelWorkers: workers,
          largestWorkMem: largest,
        },
        threshold: {
          rule: 'shared_buffers + autovacuum workers × maintenance_work_mem + (connections + parallel workers) × work_mem, above the memory of the machine',
          source: 'PostgreSQL, Resource Consumption: work_mem is for each operation of each session',
        },
        remedy: { kind: 'configuration', text: `workMem: '${fitting}MB'   # or fewer connections` },
      },
    ];
  },
};
