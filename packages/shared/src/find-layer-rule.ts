import { type LayerRule } from './layer-rule.ts';

/** The name of a layer without the drawing it was referenced from: `plan$0$A-WALL` and `plan|A-WALL` are A-WALL. */
export function withoutXref(layer: string): string {
  return layer.replace(/^.*(?:\$\d+\$|\|)/, '');
}

/** The first rule whose pattern fits the name of a layer, as it is or without the drawing it was referenced from. */
export function findLayerRule(layer: string, rules: readonly LayerRule[]): LayerRule | undefined {
  if (rules.length === 0) return undefined;
  const whole = layer.toLowerCase();
  const bare = withoutXref(whole);
  return rules.find((rule) => {
    const pattern = rule.pattern.toLowerCase();
    return fits(pattern, whole) || (bare !== whole && fits(pattern, bare));
  });
}

/** True where `*` (any characters) and `?` (one) make the pattern the name. Time: the product of both lengths at most. */
function fits(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length;) {
    if (pattern[at] === '*') {
      star = at;
      resume = i;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      i = resume;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
