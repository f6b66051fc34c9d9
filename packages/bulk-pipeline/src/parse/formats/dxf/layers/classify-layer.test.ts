import { describe, expect, it } from 'vitest';

import { classifyLayer, meaningOfLayer } from './classify-layer.ts';
import { AIA_LAYERS } from './aia-layers.ts';

describe('classifyLayer', () => {
  it.each([
    ['M-HVAC-DUCT', 'mechanical', 'duct_segment'],
    ['M-HVAC-DUCT-FITT', 'mechanical', 'duct_fitting'],
    ['m-hvac-diff', 'mechanical', 'air_terminal'],
    ['M-HVAC-TEXT', 'mechanical', 'other'],
    ['P-DOMW-PIPE', 'plumbing', 'pipe_segment'],
    ['P-SANR-FIXT', 'plumbing', 'terminal'],
    ['E-CABL-TRAY', 'electrical', 'cable_segment'],
    ['E-CABL-FITT', 'electrical', 'cable_fitting'],
    ['FP-SPRN-PIPE', 'fire', 'pipe_segment'],
    ['A-WALL', 'architectural', 'other'],
    ['S-COLS', 'structural', 'other'],
    ['xref-Plan-08$0$M-HVAC-DUCT', 'mechanical', 'duct_segment'],
    ['site|mech$1$M-HVAC-DUCT', 'mechanical', 'duct_segment'],
    ['0', 'other', 'other'],
    ['DUCT', 'other', 'other'],
    ['constructor-DUCT', 'other', 'other'],
  ])('%s', (layer, discipline, type) => {
    expect(classifyLayer(layer, AIA_LAYERS)).toEqual({ discipline, type });
  });

  it('takes another table', () => {
    const table = {
      designators: { L: 'mechanical' },
      rules: [{ discipline: null, groups: ['KANAL'], type: 'duct_segment' }],
    } as const;
    expect(classifyLayer('L-KANAL-ZU', table)).toEqual({ discipline: 'mechanical', type: 'duct_segment' });
  });
});

describe('meaningOfLayer', () => {
  const rules = [
    { pattern: 'zuluft*', discipline: 'mechanical' as const, segmentType: 'duct_segment' as const },
    { pattern: 'M-HVAC-*', discipline: 'other' as const },
    { pattern: '*', segmentType: 'equipment' as const },
  ];

  it.each([
    ['ZULUFT 2.OG', 'mechanical', 'duct_segment'],
    ['plan$0$Zuluft', 'mechanical', 'duct_segment'],
    ['M-HVAC-DUCT', 'other', 'duct_segment'],
    ['P-DOMW-PIPE', 'plumbing', 'equipment'],
    ['0', 'other', 'equipment'],
  ])(
    '%s by the first rule that fits, and by its name where the rule is silent',
    (layer, discipline, type) => {
      expect(meaningOfLayer(layer, rules)).toEqual({ discipline, type });
    },
  );

  it('is by the name alone without rules', () => {
    expect(meaningOfLayer('M-HVAC-DUCT')).toEqual({ discipline: 'mechanical', type: 'duct_segment' });
  });
});
