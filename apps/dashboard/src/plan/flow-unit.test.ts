import { expect, it } from 'vitest';

import { flowFrom, flowTo } from './flow-unit.ts';

it('writes an airflow in a unit and reads it again', () => {
  expect(flowTo(0.5, 'ls')).toBe('500');
  expect(flowTo(0.5, 'm3h')).toBe('1800');
  expect(flowTo(0.5, 'cfm')).toBe('1059.44');
  expect(flowFrom('500', 'ls')).toBeCloseTo(0.5);
  expect(flowFrom(' 1800,0 ', 'm3h')).toBeCloseTo(0.5);
});

it('tells nothing from what is no number', () => {
  expect(flowTo(null, 'ls')).toBe('');
  expect(flowFrom('', 'ls')).toBeNull();
  expect(flowFrom('much', 'ls')).toBeUndefined();
});
