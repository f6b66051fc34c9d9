import { expect, it } from 'vitest';

import { readPlanLink, writePlanLink } from './plan-link.ts';
import { USUAL_SWITCHES } from './plan-switches.ts';

const ID = '019a1111-2222-8333-8444-555566667777';
const VIEW = { x: 1.5, y: -2, scale: 30, width: 100, height: 50 };
const USUAL = { switches: USUAL_SWITCHES, selected: null, comparison: null, showsOpenEnds: false };

it('reads every link it writes', () => {
  const link = {
    switches: {
      colourBy: 'discipline' as const,
      background: 'off' as const,
      opacity: 0.25,
      hidden: new Set(['system:Supply & return', 'level']),
      only: new Set(['layer:M-HVAC:1']),
      beneath: new Set([ID]),
    },
    selected: ID,
    comparison: { drawingId: ID, from: 1, to: 3 },
    showsOpenEnds: true,
  };
  const query = new URLSearchParams(writePlanLink(link, VIEW).toString());
  expect(readPlanLink(query)).toEqual({ ...link, view: { x: 1.5, y: -2, scale: 30 } });
});

it('says nothing of what is as usual', () => {
  expect(writePlanLink(USUAL, null).toString()).toBe('');
});

it.each([
  'view=1,2',
  'by=colour',
  'bg=x',
  'opacity=7',
  'opacity=x',
  'sel=x',
  `diff=${ID},0,2`,
  `diff=${ID},1`,
  'diff=x,1,2',
])('takes %s as usual', (text) => {
  expect(readPlanLink(new URLSearchParams(text))).toEqual({ ...USUAL, view: null });
});
