import { type SegmentType } from '@sizewise/shared';

import { wordsOfKey } from './key-words.ts';

/**
 * Attributes by which EPANET tells its elements apart, as WNTR and GIS exports of it name them: a link has two end
 * nodes, and a roughness (a pipe), a kind of valve or a kind of pump; a tank has levels. Such a network is of water.
 */
const LINK_ENDS: readonly (readonly string[])[] = [
  ['start node name', 'end node name'],
  ['start node', 'end node'],
  ['node1', 'node2'],
];
const LINKS: readonly (readonly [string, SegmentType])[] = [
  ['pump type', 'moving_device'],
  ['valve type', 'flow_controller'],
  ['roughness', 'pipe_segment'],
];
const TANK: readonly string[] = ['init level', 'min level', 'max level'];

/** The element of a water network that has properties of these names, or null. */
export function networkType(keys: readonly string[]): SegmentType | null {
  const names = new Set(keys.map(wordsOfKey));
  if (TANK.every((name) => names.has(name))) return 'storage';
  if (!LINK_ENDS.some((ends) => ends.every((name) => names.has(name)))) return null;
  return LINKS.find(([name]) => names.has(name))?.[1] ?? null;
}
