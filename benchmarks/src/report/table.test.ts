import { expect, it } from 'vitest';

import { atLeast } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { renderTable } from './table.ts';

it('shows both figures, the ratio with its spread, the target and whether it is met', () => {
  const line = compare(
    {
      name: 'copy',
      measure: 'rows',
      rival: 'COPY',
      unit: 'rows/s',
      target: atLeast(1.2),
      stages: { plan: 0.25 },
    },
    [48_123, 50_000, 60_000],
    [40_000, 50_000, 50_000],
  );
  const [head, , row, , remark] = renderTable([line]).split('\n');
  expect(row?.split('|').map((cell) => cell.trim())).toEqual([
    '',
    'copy',
    'rows',
    'COPY',
    '50,000 rows/s',
    '50,000 rows/s',
    '1.20 [1.00–1.20]',
    '≥ 1.2',
    'yes',
    '',
  ]);
  expect(row?.length).toBe(head?.length);
  expect(remark).toBe('copy: ours by stage: plan 0.25 s');
});
