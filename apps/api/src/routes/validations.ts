import { createRoute, z } from '@hono/zod-openapi';
import { validationRunSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json } from './schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/api/performance/validations',
  tags: ['Performance'],
  responses: {
    200: json(
      z.object({ items: z.array(validationRunSchema), nextCursor: z.null() }),
      'Scores of `sizewise validate` on this installation, newest first; at most 200',
    ),
  },
});

/** Validations that were run. */
export function validationRoutes({ monitor }: Deps) {
  return createApi().openapi(route, async (c) =>
    c.json({ items: await monitor.validations(), nextCursor: null }, 200),
  );
}
