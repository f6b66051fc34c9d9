import { type LayerContents } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { type DraftRule, effectsOf, faultOf, undecided } from './layer-effects.ts';

const layer = (name: string, count: number): LayerContents => ({
  layer: name,
  count,
  discipline: null,
  segmentTypes: ['other'],
});
const rule = (pattern: string, key = 0): DraftRule => ({
  key,
  pattern,
  discipline: 'mechanical',
  segmentType: '',
});
const LAYERS = [layer('M-DUCT', 40), layer('M-PIPE', 5), layer('A-WALL', 9), layer('XREF$0$M-DUCT', 1)];

it('lets the first rule that fits decide', () => {
  const [ducts, rest] = effectsOf([rule('m-duct'), rule('M-*', 1)], LAYERS);
  expect(ducts).toMatchObject({ segments: 41, taken: 0 });
  expect(rest).toMatchObject({ layers: [layer('M-PIPE', 5)], segments: 5, taken: 2 });
});

it('lists what no rule decides, those with most segments first', () => {
  expect(undecided([rule('M-D*')], LAYERS).map((one) => one.layer)).toEqual(['A-WALL', 'M-PIPE']);
});

it('says what a rule lacks', () => {
  expect(faultOf(rule(' '))).toMatch('Name a layer');
  expect(faultOf({ ...rule('A-*'), discipline: '' })).toMatch('Choose');
  expect(faultOf(rule('A-*'))).toBeNull();
});
