import { describe, expect, it } from 'vitest';

import { joinBothSides, type NetworkElement, type NetworkFlows, sumNetworkFlows } from './duct-network.ts';

type Parts = Record<string, readonly [NetworkElement['role'], string, (number | null)?]>;

function sumsOf(parts: Parts): NetworkFlows {
  const entries = Object.entries(parts);
  const elements = entries.map(([id, [role, , airflow = null]]): NetworkElement => ({ id, role, airflow }));
  const names = entries.map(([, [, joined]]) => joined.split(' ').filter((name) => name !== ''));
  return sumNetworkFlows(elements, joinBothSides(names, new Map(entries.map(([id], at) => [id, at]))));
}

function flowsOf(parts: Parts): Record<string, number> {
  return Object.fromEntries([...sumsOf(parts).flows].map(([id, { airflow }]) => [id, airflow]));
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
    const { flows } = sumsOf({
      fan: ['source', 'a'],
      a: ['part', 'b c stub'],
      b: ['terminal', '', 0.2],
      c: ['terminal', ''],
      stub: ['part', ''],
    });
    expect(flows.get('a')).toEqual({ airflow: 0.2, isComplete: false });
    expect(flows.get('b')).toEqual({ airflow: 0.2, isComplete: true });
    expect(flows.has('stub')).toBe(false);
  });

  it('reports a loop, and still adds up what hangs on it', () => {
    const found = sumsOf({
      fan: ['source', 'main'],
      main: ['part', 'a'],
      a: ['part', 'b c'],
      b: ['part', 'c branch'],
      c: ['part', ''],
      branch: ['part', 'd'],
      d: ['terminal', '', 0.5],
    });
    expect(found.loops.map((ids) => ids.toSorted())).toEqual([['a', 'b', 'c', 'main']]);
    expect([...found.flows.keys()].toSorted()).toEqual(['branch', 'd']);
    expect(found.betweenSources).toEqual([]);
  });

  it('reports a loop through the equipment, and a run between two sources as what it is', () => {
    const ring = sumsOf({ fan: ['source', 'a b'], a: ['part', 'b'], b: ['part', ''] });
    expect(ring.loops).toEqual([['a', 'b']]);
    const run = sumsOf({ fan: ['source', 'a'], a: ['part', 'ahu'], ahu: ['source', ''] });
    expect(run).toMatchObject({ loops: [], betweenSources: [['a']] });
  });

  it('reports what is joined to no source, and passes over lone elements and unknown ids', () => {
    const found = sumsOf({ a: ['part', 'b'], b: ['terminal', 'gone b', 1], alone: ['terminal', '', 1] });
    expect(found).toEqual({ flows: new Map(), loops: [], betweenSources: [], unrooted: [['a', 'b']] });
  });

  it('sums a chain of many ducts without a stack', () => {
    const count = 50_000;
    const elements = Array.from({ length: count }, (_, n): NetworkElement => ({
      id: `${n}`,
      role: n === 0 ? 'source' : n === count - 1 ? 'terminal' : 'part',
      airflow: 2,
    }));
    const neighbours = elements.map((_, n) => [n - 1, n + 1].filter((at) => at >= 0 && at < count));
    expect(sumNetworkFlows(elements, neighbours).flows.get('1')).toEqual({ airflow: 2, isComplete: true });
  });
});
