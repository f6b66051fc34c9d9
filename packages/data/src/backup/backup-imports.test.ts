import { expect, it } from 'vitest';

import { type KeptImport, withdrawnOf } from './backup-imports.ts';

const one = (id: string, status: string, attempt = 1): KeptImport => ({
  id,
  status,
  attempt,
  isPlanned: true,
  row: '1',
});

it('withdraws imports that lost their rows, or began anew, after the snapshot', () => {
  const before = [
    one('kept', 'completed'),
    one('ended', 'running'),
    one('gone', 'completed'),
    one('cancelled', 'running'),
    one('removing', 'completed'),
    one('again', 'running'),
    one('failed before', 'failed'),
  ];
  const now = [
    one('kept', 'completed'),
    one('ended', 'completed'),
    one('cancelled', 'cancelled'),
    one('removing', 'removing'),
    one('again', 'running', 2),
    one('failed before', 'running', 2),
    one('new', 'running'),
  ];
  expect(withdrawnOf(before, now)).toEqual(['gone', 'cancelled', 'removing', 'again']);
});
