import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { problemSchema } from '@sizewise/shared';

import { type AppEnv } from './app-env.ts';

type Document = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;
type Schemas = NonNullable<NonNullable<Document['components']>['schemas']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** OpenAPI 3.1 of every described route; each gains the problem that any route may answer with. */
export function openApiDocument(app: OpenAPIHono<AppEnv>): object {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'SizeWise',
      version: '0.1.0',
      description:
        'Bulk import of HVAC drawings and what they hold. SI units, seconds, bytes, ratios from 0 to 1, ISO times.',
    },
    security: [{ key: [] }],
  });
  // JSON Schema 2020-12 is what OpenAPI 3.1 takes; the two libraries type it apart.
  const problem = z.toJSONSchema(problemSchema, { io: 'output' }) as Schemas[string];
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem },
    securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
  };
  const answer = {
    description: 'RFC 9457 problem details with a stable code',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) operation.responses = { ...operation.responses, default: answer };
    }
  }
  return document;
}
