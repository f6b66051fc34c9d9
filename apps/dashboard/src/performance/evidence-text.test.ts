import { expect, it } from 'vitest';

import { evidenceText, evidenceWord } from './evidence-text.ts';

it.each([
  ['databaseBytes', 1_500_000, '1.5 MB'],
  ['hitRatio', 0.42, '42 %'],
  ['meanSeconds', 0.05, '50 ms'],
  ['calls', 12_345, '12,345'],
  ['factor', 1.23456, '1.235'],
  ['room', null, 'not known'],
  ['table', 'sizewise.imports', 'sizewise.imports'],
])('%s of %s reads %s', (name, value, text) => expect(evidenceText(name, value)).toBe(text));

it('writes names as words', () => {
  expect(evidenceWord('serverConnectionsLeft')).toBe('Server connections left');
});
