import { describe, expect, it } from 'vitest';

import { classifyLayer, withoutXref } from './classify-layer.ts';
import { AIA_LAYERS } from './layer-rules.ts';

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

  it('keeps a name without prefix as it is', () => {
    expect(withoutXref('A-WALL$FULL')).toBe('A-WALL$FULL');
  });
});
