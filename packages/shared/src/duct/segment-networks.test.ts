import { describe, expect, it } from 'vitest';

import { type SegmentType } from '../segment-type.ts';
import { carriesFlow, findNetworks, type NetworkSegment, sumNetwork } from './segment-networks.ts';

function segment(
  id: string,
  segmentType: SegmentType,
  joined = '',
  more: Partial<NetworkSegment> = {},
): NetworkSegment {
  const connectsTo = joined.split(' ').filter((name) => name !== '');
  return { id, externalId: id, segmentType, ifcClass: null, airflow: null, connectsTo, ...more };
}

function flowsOf(segments: readonly NetworkSegment[]): Record<string, number> {
  const [network] = findNetworks(segments);
  const flows = network ? [...sumNetwork(network).flows] : [];
  return Object.fromEntries(flows.map(([id, { airflow }]) => [id, airflow]));
}

describe('findNetworks', () => {
  it('joins what names each other from either side, and leaves out pipes and the lone', () => {
    const networks = findNetworks([
      segment('ahu', 'equipment', 'p1'),
      segment('d1', 'duct_segment', 'ahu gone d1'),
      segment('p1', 'pipe_segment', 'd2'),
      segment('d2', 'duct_segment'),
      segment('d3', 'duct_segment'),
      segment('t3', 'air_terminal', 'd3'),
    ]);
    expect(networks.map(({ segments }) => segments.map(({ id }) => id))).toEqual([
      ['ahu', 'd1'],
      ['d3', 't3'],
    ]);
    expect(networks[0]?.joined).toEqual([[1], [0]]);
  });

  it('means the first of several with one external id', () => {
    const twin = (id: string): NetworkSegment => segment(id, 'duct_segment', '', { externalId: 'twin' });
    const [network, ...others] = findNetworks([twin('a'), twin('b'), segment('t', 'terminal', 'twin')]);
    expect(network?.segments.map(({ id }) => id)).toEqual(['a', 't']);
    expect(others).toEqual([]);
  });

  it('tells where there is a flow to add up', () => {
    const found = (airflow: number | null, type: SegmentType = 'terminal'): boolean[] =>
      findNetworks([segment('d', 'duct_segment', 't'), segment('t', type, '', { airflow })]).map(carriesFlow);
    expect([found(0.1), found(0), found(null), found(0.1, 'duct_segment')]).toEqual([
      [true],
      [false],
      [false],
      [false],
    ]);
  });
});

describe('sumNetwork', () => {
  const terminal = segment('t', 'air_terminal', '', { airflow: 0.4 });

  it('adds up to a fan where there is no unit', () => {
    expect(
      flowsOf([segment('fan', 'moving_device', 'd'), segment('d', 'duct_segment', 't'), terminal]),
    ).toEqual({
      d: 0.4,
      t: 0.4,
    });
  });

  it('passes fans and coils on the way to a unit', () => {
    const run = [
      segment('ahu', 'energy_conversion', 'd1', { ifcClass: 'IfcUnitaryEquipment' }),
      segment('d1', 'duct_segment', 'fan'),
      segment('fan', 'moving_device', 'd2'),
      segment('d2', 'duct_segment', 'coil'),
      segment('coil', 'energy_conversion', 'd3', { ifcClass: 'IfcCoil' }),
      segment('d3', 'duct_segment', 't'),
      terminal,
    ];
    expect(flowsOf(run)).toEqual({ d1: 0.4, fan: 0.4, d2: 0.4, coil: 0.4, d3: 0.4, t: 0.4 });
  });

  it('gives the same sum whatever the order', () => {
    const terminals = [0.1, 0.2, 0.3, 0.6, 0.7].map((airflow, n) =>
      segment(`t${n}`, 'air_terminal', 'd', { airflow }),
    );
    const rest = [segment('ahu', 'equipment'), segment('d', 'duct_segment', 'ahu')];
    expect(flowsOf([...rest, ...terminals])['d']).toBe(1.9);
    expect(flowsOf([...terminals.toReversed(), ...rest])['d']).toBe(1.9);
  });

  it('says what has no direction: no equipment, or two', () => {
    const undirected = (...segments: NetworkSegment[]): unknown =>
      findNetworks(segments).map((network) => sumNetwork(network).undirected);
    expect(undirected(segment('d', 'duct_segment', 't'), terminal)).toEqual([[['d', 't']]]);
    const units = [segment('a', 'equipment', 'd'), segment('b', 'equipment', 'd')];
    expect(undirected(...units, segment('d', 'duct_segment'))).toEqual([[['d']]]);
  });
});
