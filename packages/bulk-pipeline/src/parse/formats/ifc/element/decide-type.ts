import { type Discipline, type SegmentType } from '@sizewise/shared';

import { SEGMENT_CLASSES, segmentClassOfType } from './segment-classes.ts';
import { kindOfWords, type Medium, type SystemKind } from './system-words.ts';

/** What is known of an element when its type is decided. */
export interface TypeEvidence {
  readonly ifcClass: string;
  readonly typeClass: string | null;
  readonly setNames: readonly string[];
  /** What runs in its systems, the nearest system first. */
  readonly systems: readonly (SystemKind | null)[];
  readonly names: readonly (string | null)[];
}

export type TypeRule = 'class' | 'type_object' | 'property_sets' | 'system' | 'name' | 'none';

export interface TypeDecision {
  readonly type: SegmentType;
  readonly discipline: Discipline | null;
  readonly decidedBy: TypeRule;
}

const SET_MEDIUM: readonly (readonly [Medium, RegExp])[] = [
  ['duct', /^(?:Pset|Qto)_.*Duct/],
  ['pipe', /^(?:Pset|Qto)_.*Pipe/],
  ['cable', /^(?:Pset|Qto)_.*Cable/],
];

/**
 * Segment type and discipline of one element. The class decides where it can; a flow segment, fitting or terminal, the
 * classes that ducts and pipes share in IFC2X3, by its type object, then its property sets, its system, its name.
 */
export function decideType(evidence: TypeEvidence): TypeDecision {
  const own = SEGMENT_CLASSES.get(evidence.ifcClass) ?? { type: 'equipment', discipline: null };
  const system = evidence.systems.find((kind) => kind !== null) ?? null;
  const typed = evidence.typeClass === null ? null : segmentClassOfType(evidence.typeClass);
  const open = { discipline: own.discipline ?? typed?.discipline ?? system?.discipline ?? null };
  if (own.type === 'terminal' && typed?.type === 'air_terminal') {
    return { ...open, type: 'air_terminal', decidedBy: 'type_object' };
  }
  if (own.type !== 'flow_segment' && own.type !== 'flow_fitting') {
    return {
      ...open,
      discipline: open.discipline ?? kindOfNames(evidence.names)?.discipline ?? null,
      type: own.type,
      decidedBy: 'class',
    };
  }
  if (evidence.ifcClass === 'IfcConveyorSegment') return { ...own, decidedBy: 'class' };
  const part = own.type === 'flow_segment' ? 'segment' : 'fitting';
  if (typed !== null && typed.type !== own.type && typed.type.endsWith(part)) {
    return { type: typed.type, discipline: open.discipline, decidedBy: 'type_object' };
  }
  const decide = (medium: Medium, discipline: Discipline | null, decidedBy: TypeRule): TypeDecision => ({
    type: `${medium}_${part}`,
    discipline: discipline ?? (medium === 'duct' ? 'mechanical' : medium === 'cable' ? 'electrical' : null),
    decidedBy,
  });
  const sets = mediumOfSets(evidence.setNames);
  if (sets !== null) return decide(sets, open.discipline, 'property_sets');
  if (system !== null) return decide(system.medium, system.discipline, 'system');
  const named = kindOfNames(evidence.names);
  if (named !== null) return decide(named.medium, named.discipline, 'name');
  return { type: own.type, discipline: null, decidedBy: 'none' };
}

function kindOfNames(names: readonly (string | null)[]): SystemKind | null {
  for (const name of names) {
    const kind = kindOfWords(name);
    if (kind !== null) return kind;
  }
  return null;
}

function mediumOfSets(names: readonly string[]): Medium | null {
  return SET_MEDIUM.find(([, pattern]) => names.some((name) => pattern.test(name)))?.[0] ?? null;
}
