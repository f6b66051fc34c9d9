import { readFile } from 'node:fs/promises';

import { AppError, ERROR_CODES, problemSchema, REJECT_CODES, WARNING_CODES } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { InvalidRequestError, RateLimitedError } from './errors.ts';
import { asAppError, problemOf } from './problem.ts';

describe('asAppError', () => {
  it('keeps errors of ours', () => {
    const error = new RateLimitedError('default', 3);
    expect(asAppError(error)).toBe(error);
  });

  it.each([
    Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('terminating connection'), { code: '57P01' }),
    Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' }),
  ])('takes a service that is away as 503: $message', (error) => {
    expect(asAppError(error)).toMatchObject({ code: 'service_unavailable', status: 503, retryable: true });
  });

  it('takes a value that PostgreSQL refuses as the fault of the request', () => {
    const error = Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), {
      code: '22021',
    });
    expect(asAppError(error)).toMatchObject({ code: 'invalid_request', status: 400 });
  });

  it('takes a statement that ran too long as 503', () => {
    const error = Object.assign(new Error('canceling statement'), { code: '57014' });
    expect(asAppError(error)).toMatchObject({ code: 'service_unavailable', status: 503 });
  });

  it.each([new TypeError('x is undefined'), 'a string', undefined, null])(
    'takes anything else as 500',
    (error) => {
      expect(asAppError(error).code).toBe('internal_error');
    },
  );
});

describe('problemOf', () => {
  it('fits RFC 9457 and names the fields that do not fit', () => {
    const problem = problemOf(new InvalidRequestError([{ path: 'name', message: 'too short' }]), 'request-1');
    expect(problemSchema.parse(problem)).toMatchObject({
      status: 400,
      code: 'invalid_request',
      requestId: 'request-1',
      detail: 'name: too short',
      errors: [{ path: 'name', message: 'too short' }],
    });
  });

  it('tells nothing of an unexpected failure', () => {
    const error = asAppError(new Error('password=hunter2 at /srv/secret.ts'));
    expect(JSON.stringify(problemOf(error, 'request-2'))).not.toMatch(/hunter2|secret/);
  });

  it('passes figures on', () => {
    expect(problemOf(new RateLimitedError('session', 7), 'r').data).toEqual({
      policy: 'session',
      retryAfter: 7,
    });
    expect(problemOf(new AppError('project_not_found', 'no'), 'r')).not.toHaveProperty('data');
  });
});

describe('docs/errors.md', () => {
  it('has one line for each code, and none besides', async () => {
    const text = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
    const sections = text.split(/^## /m).slice(1);
    const codes = sections.map((section) => [...section.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code));
    expect(codes).toEqual([Object.keys(ERROR_CODES), Object.keys(REJECT_CODES), Object.keys(WARNING_CODES)]);
  });

  it('states the status of each', async () => {
    const text = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
    const stated = [...text.matchAll(/^\| `(\w+)` *\| (\d{3}) /gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(stated).toEqual(Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status]));
  });
});
