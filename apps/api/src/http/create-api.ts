import { OpenAPIHono } from '@hono/zod-openapi';
import { type z } from 'zod';

import { type AppEnv } from './app-env.ts';
import { type FieldFault, InvalidRequestError } from './errors.ts';

/** An app whose routes throw InvalidRequestError where a request does not fit. */
export function createApi(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw new InvalidRequestError(faultsOf(result.error, result.target));
    },
  });
}

/** The issues of a schema as fields with a dotted path; `target` says which part of the request it was. */
export function faultsOf(error: z.ZodError, target: string): FieldFault[] {
  const prefix = target === 'json' ? [] : [target];
  return error.issues
    .slice(0, 100)
    .map((issue) => ({ path: [...prefix, ...issue.path].map(String).join('.'), message: issue.message }));
}
