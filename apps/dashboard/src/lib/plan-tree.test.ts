import { expect, it } from 'vitest';

import { planRows } from './plan-tree.ts';

it('lists each node above what it reads from', () => {
  const rows = planRows({
    'Node Type': 'Sort',
    'Sort Key': ['name', 'id'],
    'Total Cost': 12.5,
    Plans: [
      {
        'Node Type': 'Index Scan',
        'Index Name': 'idx_a',
        'Relation Name': 'segments',
        'Index Cond': '(id = $1)',
        'Plan Rows': 3,
      },
    ],
  });
  expect(rows.map(({ depth, title, details }) => [depth, title, details])).toEqual([
    [0, 'Sort', ['Sort Key: name, id']],
    [1, 'Index Scan using idx_a on segments', ['Index Cond: (id = $1)']],
  ]);
  expect(rows[0]).toMatchObject({ totalCost: 12.5, rows: null });
});

it('stops before a plan that never ends', () => {
  const deep: Record<string, unknown> = { 'Node Type': 'Append' };
  deep['Plans'] = Array.from({ length: 1000 }, () => ({ 'Node Type': 'Seq Scan' }));
  expect(planRows(deep)).toHaveLength(200);
});
