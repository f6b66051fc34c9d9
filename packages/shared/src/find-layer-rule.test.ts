import { describe, expect, it } from 'vitest';

import { findLayerRule, withoutXref } from './find-layer-rule.ts';

const rule = (pattern: string) => ({ pattern, discipline: 'mechanical' as const });
const fits = (pattern: string, layer: string) => findLayerRule(layer, [rule(pattern)]) !== undefined;

describe('findLayerRule', () => {
  it.each([
    ['L-ZULUFT', 'l-zuluft', true],
    ['L-ZULUFT', 'L-ZULUFT-1', false],
    ['L-*', 'L-ZULUFT', true],
    ['*LUFT*', 'L-ZULUFT-1', true],
    ['L-?ULUFT', 'L-ZULUFT', true],
    ['L-?', 'L-ZU', false],
    ['*a*b*c', 'xaxbxbxc', true],
    ['*a*b*c', 'xaxbxbx', false],
    ['*', '', true],
    ['M-[AB]', 'M-A', false],
    ['M-[AB]', 'm-[ab]', true],
    ['M-DUCT', 'plan$0$M-DUCT', true],
    ['M-DUCT', 'site|M-DUCT', true],
    ['plan$0$*', 'plan$0$M-DUCT', true],
    ['other|*', 'site|M-DUCT', false],
  ])('%s fits %s: %s', (pattern, layer, expected) => {
    expect(fits(pattern, layer)).toBe(expected);
  });

  it('takes the first rule that fits', () => {
    const rules = [rule('A-*'), { pattern: '*', segmentType: 'pipe_segment' as const }];
    expect(findLayerRule('A-WALL', rules)).toBe(rules[0]);
    expect(findLayerRule('X', rules)).toBe(rules[1]);
    expect(findLayerRule('X', [])).toBeUndefined();
  });

  it('ends where a pattern of stars meets a long name', () => {
    expect(fits('*a'.repeat(500), 'a'.repeat(499) + 'b'.repeat(20_000))).toBe(false);
  });
});

describe('withoutXref', () => {
  it('keeps a name without prefix as it is', () => {
    expect(withoutXref('A-WALL$FULL')).toBe('A-WALL$FULL');
  });
});
