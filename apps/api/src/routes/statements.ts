import { createRoute, z } from '@hono/zod-openapi';
import { statementTrendSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json, time } from './schemas.ts';

const queryId = z
  .string()
  .refine(
    (text) => /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
    'expected the queryId of a slow query',
  );

const trendRoute = createRoute({
  method: 'get',
  path: '/api/performance/statements/{queryId}/trend',
  tags: ['Performance'],
  description:
    'Calls and mean time of one of the slow queries of the report: steps of five minutes for the last 24 hours, of an ' +
    'hour for 14 days. A step without a call has no point.',
  request: {
    params: z.object({ queryId }),
    query: z.object({ from: time, to: time }),
  },
  responses: { 200: json(statementTrendSchema, 'Oldest first; the last 24 hours where no time is given') },
});

/** Statements over time. */
export function statementRoutes({ monitor, stopping }: Deps) {
  return createApi().openapi(trendRoute, async (c) => {
    const query = { ...c.req.valid('param'), ...c.req.valid('query') };
    return c.json(await monitor.statementTrend(query, stopping), 200);
  });
}
