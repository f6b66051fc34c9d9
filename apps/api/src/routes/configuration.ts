import { createRoute } from '@hono/zod-openapi';
import { configurationReportSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json } from './schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/api/performance/configuration',
  tags: ['Performance'],
  description:
    'Every setting of this process, and where it came from; secrets keep their values. Beside it what PostgreSQL runs ' +
    'with in a session of the API, and which of that is not what was asked for.',
  responses: { 200: json(configurationReportSchema, 'At most five seconds old') },
});

/** What is in force. */
export function configurationRoutes({ monitor }: Deps) {
  return createApi().openapi(route, async (c) => c.json(await monitor.configuration(), 200));
}
