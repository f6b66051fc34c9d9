import { type SegmentType } from '../segment-type.ts';
import { type ElementFlow, joinBothSides, sumNetworkFlows } from './duct-network.ts';

/** One segment as the search for networks needs it. */
export interface NetworkSegment {
  /** Unique. */
  readonly id: string;
  /** What `connectsTo` of the others names. */
  readonly externalId: string | null;
  readonly segmentType: SegmentType;
  readonly ifcClass: string | null;
  /** m³/s */
  readonly airflow: number | null;
  readonly connectsTo: readonly string[];
}

/** Segments joined to each other by air; two at least. */
export interface Network {
  readonly segments: readonly NetworkSegment[];
  /** Of each segment the places, among the segments, of those it is joined to. */
  readonly joined: readonly (readonly number[])[];
}

export interface NetworkSums {
  /** By id. */
  readonly flows: ReadonlyMap<string, ElementFlow>;
  /** Ids of the segments of each loop. */
  readonly loops: readonly (readonly string[])[];
  /** Ids of segments without a direction to add up in: between two pieces of equipment, or joined to none. */
  readonly undirected: readonly (readonly string[])[];
}

/** More than large buildings have; beyond, one import's networks would fill a thread's memory (1 kB for each). */
export const MAX_NETWORK_SEGMENTS = 100_000;

const TERMINALS: ReadonlySet<SegmentType> = new Set(['air_terminal', 'terminal']);
/** What air passes through; pipes and cables that share a piece of equipment are no part of its ducts. */
const AIR_PARTS: ReadonlySet<SegmentType> = new Set([
  ...TERMINALS,
  'duct_segment',
  'duct_fitting',
  'flow_segment',
  'flow_fitting',
  'flow_controller',
  'moving_device',
  'energy_conversion',
  'treatment',
  'equipment',
]);
/** Energy conversion that stands in a run of ducts, and not at its end. */
const IN_RUN: ReadonlySet<string> = new Set(['IfcCoil', 'IfcHumidifier', 'IfcEvaporativeCooler']);

/** Types that `connectsTo` is followed through, for SQL. */
export const AIR_PART_TYPES: readonly SegmentType[] = [...AIR_PARTS];

/** True for a type that air passes through. */
export function isAirPart(segmentType: SegmentType): boolean {
  return AIR_PARTS.has(segmentType);
}

/** True where air enters or leaves. */
export function isTerminal(segmentType: SegmentType): boolean {
  return TERMINALS.has(segmentType);
}

/** True where a terminal of the network has a flow: else there is nothing to add up. */
export function carriesFlow({ segments }: Network): boolean {
  return segments.some(({ segmentType, airflow }) => isTerminal(segmentType) && (airflow ?? 0) !== 0);
}

/**
 * Networks of air: segments that name each other, whichever side does. Of several with one external id the first is
 * meant; other types and lone segments are left out.
 */
export function findNetworks(segments: readonly NetworkSegment[]): Network[] {
  const parts = segments.filter(({ segmentType }) => isAirPart(segmentType));
  const neighbours = neighboursOf(parts);
  const seen = new Set<number>();
  const networks: Network[] = [];
  for (let start = 0; start < parts.length; start++) {
    if (seen.has(start) || neighbours[start]?.length === 0) continue;
    const places = new Map([[start, 0]]);
    seen.add(start);
    // The map grows while it is walked.
    for (const index of places.keys()) {
      for (const next of neighbours[index] ?? []) {
        if (!places.has(next)) places.set(next, places.size);
        seen.add(next);
      }
    }
    const group = [...places.keys()];
    networks.push({
      segments: group.flatMap((index) => parts[index] ?? []),
      joined: group.map((index) => (neighbours[index] ?? []).map((next) => places.get(next) ?? 0)),
    });
  }
  return networks;
}

/**
 * Adds the flows of terminals up towards the equipment of one network: to units and other equipment where there are
 * any, else to fans, else to coils, for a fan or coil on the way to a unit only hands the flow on.
 */
export function sumNetwork(network: Network): NetworkSums {
  const rank = network.segments.reduce((best, segment) => Math.max(best, sourceRank(segment)), 0);
  const elements = network.segments.map((segment) => {
    const isSource = rank > 0 && sourceRank(segment) === rank;
    const role = isTerminal(segment.segmentType) ? 'terminal' : isSource ? 'source' : 'part';
    return { id: segment.id, role, airflow: segment.airflow } as const;
  });
  const { flows, loops, betweenSources, unrooted } = sumNetworkFlows(elements, network.joined);
  return { flows, loops, undirected: [...betweenSources, ...unrooted] };
}

function sourceRank({ segmentType, ifcClass }: NetworkSegment): number {
  if (segmentType === 'equipment') return 3;
  if (segmentType === 'energy_conversion') return ifcClass !== null && IN_RUN.has(ifcClass) ? 1 : 3;
  return segmentType === 'moving_device' ? 2 : 0;
}

function neighboursOf(parts: readonly NetworkSegment[]): number[][] {
  const byName = new Map<string, number>();
  parts.forEach(({ externalId }, index) => {
    if (externalId !== null && !byName.has(externalId)) byName.set(externalId, index);
  });
  return joinBothSides(
    parts.map(({ connectsTo }) => connectsTo),
    byName,
  );
}
