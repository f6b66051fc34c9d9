import { expect, it } from 'vitest';

import { KindTable } from './plan-kinds.ts';
import {
  isFiltered,
  isOn,
  kindFilter,
  liesBeneath,
  reset,
  soloed,
  toggled,
  USUAL_SWITCHES,
} from './plan-switches.ts';

const kinds = new KindTable();
const NOTHING = { drawing: null, discipline: null, level: null, system: null, layer: null, type: null };
const supply = kinds.of({ ...NOTHING, system: 'Supply', level: '1' });
const exhaust = kinds.of({ ...NOTHING, system: 'Exhaust', level: '1' });
const wall = kinds.of({ ...NOTHING, discipline: 'architectural' });
const drawnOf = (switches = USUAL_SWITCHES) => kinds.all.filter(kindFilter(switches));

it('gives the same values the same kind', () => {
  expect(kinds.of({ ...NOTHING, level: '1', system: 'Supply' })).toBe(supply);
  expect(kinds.ofCell(null)).not.toBe(kinds.of(NOTHING));
});

it('hides one value, and shows it again', () => {
  const hidden = toggled(USUAL_SWITCHES, 'system', 'Supply');
  expect(drawnOf(hidden)).not.toContain(supply);
  expect(drawnOf(hidden)).toContain(exhaust);
  expect(isFiltered(toggled(hidden, 'system', 'Supply'))).toBe(false);
});

it('shows one value alone, adds others to it, and all again', () => {
  const alone = soloed(USUAL_SWITCHES, 'system', 'Supply');
  expect(drawnOf(alone)).toContain(supply);
  expect(drawnOf(alone)).not.toContain(exhaust);
  expect(drawnOf(alone)).not.toContain(wall);
  const two = toggled(alone, 'system', null);
  expect(drawnOf(two)).toEqual(expect.arrayContaining([supply, wall]));
  expect(isFiltered(soloed(alone, 'system', 'Supply'))).toBe(false);
  expect(isOn(reset(two, 'system'), 'system', 'Exhaust')).toBe(true);
});

it('passes what passes in every facet', () => {
  const level = soloed(USUAL_SWITCHES, 'level', '1');
  expect(drawnOf(toggled(level, 'system', 'Exhaust'))).toEqual(expect.arrayContaining([supply]));
  expect(drawnOf(toggled(level, 'system', 'Exhaust'))).not.toContain(exhaust);
});

it('switches cells by their discipline alone', () => {
  const cell = kinds.ofCell('mechanical');
  expect(drawnOf(soloed(USUAL_SWITCHES, 'system', 'Supply'))).toContain(cell);
  expect(drawnOf(toggled(USUAL_SWITCHES, 'discipline', 'mechanical'))).not.toContain(cell);
});

it('lays architecture and chosen drawings beneath', () => {
  expect(liesBeneath(USUAL_SWITCHES, wall)).toBe(true);
  expect(liesBeneath({ ...USUAL_SWITCHES, background: 'colour' }, wall)).toBe(false);
  expect(drawnOf({ ...USUAL_SWITCHES, background: 'off' })).not.toContain(wall);
  const survey = kinds.of({ ...NOTHING, drawing: 'a' });
  expect(liesBeneath({ ...USUAL_SWITCHES, beneath: new Set(['a']) }, survey)).toBe(true);
});
