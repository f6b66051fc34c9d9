import { createRoute, z } from '@hono/zod-openapi';
import { serviceStateSchema } from '@sizewise/shared';

import { isAuthenticated } from '../access/guard.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { prometheusText } from '../metrics/prometheus.ts';
import { json } from './schemas.ts';

const tags = ['Health'];
const readiness = z.object({ ready: z.boolean(), services: z.array(serviceStateSchema) });

const live = createRoute({
  method: 'get',
  path: '/livez',
  tags,
  responses: { 200: json(z.object({ live: z.literal(true) }), 'The process answers') },
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags,
  responses: {
    200: json(readiness, 'Migrated, and PostgreSQL answers'),
    503: json(readiness, 'Not yet, or PostgreSQL is away'),
  },
});

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags,
  responses: { 200: { description: 'Prometheus text format' } },
});

/** Signs of life for supervisors and collectors. */
export function healthRoutes({ metrics: source, isReady, keys }: Deps) {
  return createApi()
    .openapi(live, (c) => c.json({ live: true as const }, 200))
    .openapi(ready, async (c) => {
      const services = await source.services();
      // The others degrade what depends on them; only PostgreSQL is needed for every answer.
      const isServing =
        isReady() && services.some(({ name, state }) => name === 'postgres' && state === 'up');
      // Addresses and folders are for those who hold the key.
      const isTrusted = keys === null || isAuthenticated(c, keys);
      const shown = isTrusted ? services : services.map((service) => ({ ...service, detail: '' }));
      return c.json({ ready: isServing, services: shown }, isServing ? 200 : 503);
    })
    .openapi(metrics, async (c) =>
      c.body(prometheusText(await source.sample(), source.histograms()), 200, {
        'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      }),
    );
}
