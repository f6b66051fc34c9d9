import { describe, expect, it } from 'vitest';

import { sumNetworkFlows, type NetworkElement } from './duct-network.ts';

type Parts = Record<string, readonly [NetworkElement['role'], string, (number | null)?]>;

function network(parts: Parts): NetworkElement[] {
  return Object.entries(parts).map(([id, [role, joined, airflow = null]]) => ({
    id,
    role,
    connectsTo: joined.split(' ').filter((name) => name !== ''),
    airflow,
  }));
}

function flowsOf(parts: Parts): Record<string, number> {
  const { flows } = sumNetworkFlows(network(parts));
  return Object.fromEntries([...flows].map(([id, { airflow }]) => [id, airflow]));
}

describe('sumNetworkFlows', () => {
  it('adds terminals up towards the equipment, whichever side names a connection', () => {
    const parts: Parts = {
      ahu: ['source', ''],
      main: ['part', 'ahu tee'],
      tee: ['part', ''],
      left: ['part', 'tee d1'],
      right: ['part', 'tee'],
      d1: ['terminal', '', 0.1],
      d2: ['terminal', 'right', 0.25],
    };
    expect(flowsOf(parts)).toEqual({ main: 0.35, tee: 0.35, left: 0.1, right: 0.25, d1: 0.1, d2: 0.25 });
  });

  it('keeps the sides of one piece of equipment apart', () => {
    const parts: Parts = {
      supply: ['part', 'ahu d1', 9],
      d1: ['terminal', '', 0.4],
      ahu: ['source', 'return'],
      return: ['part', 'g1'],
      g1: ['terminal', '', -0.3],
    };
    expect(flowsOf(parts)).toEqual({ supply: 0.4, d1: 0.4, return: 0.3, g1: 0.3 });
  });

  it('says where a sum is a lower limit, and has none for a dead end', () => {
    const { flows } = sumNetworkFlows(
      network({
        fan: ['source', 'a'],
        a: ['part', 'b c stub'],
        b: ['terminal', '', 0.2],
        c: ['terminal', ''],
        stub: ['part', ''],
      }),
    );
    expect(flows.get('a')).toEqual({ airflow: 0.2, isComplete: false });
    expect(flows.get('b')).toEqual({ airflow: 0.2, isComplete: true });
    expect(flows.has('stub')).toBe(false);
  });

  it('reports a loop, and still adds up what hangs on it', () => {
    const found = sumNetworkFlows(
      network({
        fan: ['source', 'main'],
        main: ['part', 'a'],
        a: ['part', 'b c'],
        b: ['part', 'c branch'],
        c: ['part', ''],
        branch: ['part', 'd'],
        d: ['terminal', '', 0.5],
      }),
    );
    expect(found.loops.map((ids) => ids.toSorted())).toEqual([['a', 'b', 'c', 'main']]);
    expect([...found.flows.keys()].toSorted()).toEqual(['branch', 'd']);
    expect(found.betweenSources).toEqual([]);
  });

  it('reports a loop through the equipment, and a run between two sources as what it is', () => {
    const ring = sumNetworkFlows(network({ fan: ['source', 'a b'], a: ['part', 'b'], b: ['part', ''] }));
    expect(ring.loops).toEqual([['a', 'b']]);
    const run = sumNetworkFlows(network({ fan: ['source', 'a'], a: ['part', 'ahu'], ahu: ['source', ''] }));
    expect(run).toMatchObject({ loops: [], betweenSources: [['a']] });
  });

  it('reports what is joined to no source, and passes over lone elements and unknown ids', () => {
    const found = sumNetworkFlows(
      network({ a: ['part', 'b'], b: ['terminal', 'gone b', 1], alone: ['terminal', '', 1] }),
    );
    expect(found).toEqual({ flows: new Map(), loops: [], betweenSources: [], unrooted: [['a', 'b']] });
  });

  it('sums a chain of many ducts without a stack', () => {
    const count = 50_000;
    const parts = Array.from({ length: count }, (_, n): NetworkElement => ({
      id: `${n}`,
      role: n === 0 ? 'source' : n === count - 1 ? 'terminal' : 'part',
      connectsTo: n === 0 ? [] : [`${n - 1}`],
      airflow: 2,
    }));
    expect(sumNetworkFlows(parts).flows.get('1')).toEqual({ airflow: 2, isComplete: true });
  });
});
