import { findLayerRule, type LayerContents, type LayerRule } from '@sizewise/shared';

/** A rule while it is edited; what it leaves open is empty. */
export interface DraftRule {
  /** Stays the same while the rule is moved and changed. */
  readonly key: number;
  readonly pattern: string;
  readonly discipline: string;
  readonly segmentType: string;
}

/** What a rule decides of the layers that are there. */
export interface RuleEffect {
  readonly layers: readonly LayerContents[];
  readonly segments: number;
  /** Layers that fit it too, but that a rule before it decides. */
  readonly taken: number;
}

/** What each rule decides: the first that fits a layer does. */
export function effectsOf(rules: readonly DraftRule[], layers: readonly LayerContents[]): RuleEffect[] {
  const asRules = rules.map(({ pattern }): LayerRule => ({ pattern: pattern.trim() }));
  const decided = asRules.map((): LayerContents[] => []);
  for (const contents of layers) {
    const rule = findLayerRule(contents.layer, asRules);
    if (rule) decided[asRules.indexOf(rule)]?.push(contents);
  }
  return asRules.map((rule, i) => {
    const own = decided[i] ?? [];
    const fitting = layers.filter(({ layer }) => findLayerRule(layer, [rule]) !== undefined).length;
    return {
      layers: own,
      segments: own.reduce((sum, { count }) => sum + count, 0),
      taken: fitting - own.length,
    };
  });
}

/** The layers that no rule decides, those with most segments first. */
export function undecided(rules: readonly DraftRule[], layers: readonly LayerContents[]): LayerContents[] {
  const asRules = rules.map(({ pattern }): LayerRule => ({ pattern: pattern.trim() }));
  return layers
    .filter(({ layer }) => findLayerRule(layer, asRules) === undefined)
    .sort((a, b) => b.count - a.count);
}

/** Why a rule cannot be saved; null where it can. */
export function faultOf({ pattern, discipline, segmentType }: DraftRule): string | null {
  if (pattern.trim() === '') return 'Name a layer, or a pattern with * and ?';
  if (discipline === '' && segmentType === '') return 'Choose a discipline, a type, or both';
  return null;
}
