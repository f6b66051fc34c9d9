import { describe, expect, it } from 'vitest';

import { type Evidence } from './evidence.ts';
import { lowBufferHitRatio } from './low-buffer-hit-ratio.ts';
import { THRESHOLDS } from './thresholds.ts';

const MIB = 1024 ** 2;

/** What is advised where half of the blocks were read; sizes in MiB. */
function advice(sharedBuffers: number, database: number, memory: number | null): string[] {
  const buffers = {
    tableHits: 50_000,
    tableReads: 50_000,
    indexHits: 0,
    indexReads: 0,
    databaseBytes: database * MIB,
  };
  const evidence = {
    postgres: {
      buffers: { value: [buffers] },
      settings: { value: [{ sharedBuffers: sharedBuffers * MIB }] },
      bufferUse: { value: null },
    },
    machineMemory: memory === null ? null : memory * MIB,
  };
  const findings = lowBufferHitRatio.judge(evidence as unknown as Evidence, THRESHOLDS);
  return (findings ?? []).map(({ remedy }) => remedy.text);
}

describe('low-buffer-hit-ratio', () => {
  it.each([
    ['twice the buffers', 512, 50_000, 64_000, 'shared_buffers = 1024MB '],
    ['no more than the database', 512, 549, 64_000, 'shared_buffers = 549MB '],
    ['no more than a quarter of the machine', 512, 50_000, 3000, 'shared_buffers = 750MB '],
    ['that where the machine is not known', 512, 50_000, null, 'shared_buffers = 1024MB '],
    ['nothing where the database fits', 4096, 549, 64_000, 'enough for the whole database'],
    ['nothing where a quarter is given', 4096, 50_000, 16_384, "a quarter of the machine's memory"],
  ])('advises %s', (_, sharedBuffers, database, memory, text) => {
    expect(advice(sharedBuffers, database, memory)).toEqual([expect.stringContaining(text)]);
  });
});
