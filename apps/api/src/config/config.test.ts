import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { InvalidConfigurationError, loadConfig, redisUrlOf } from './config.ts';
import { describeConfig } from './describe-config.ts';
import { VARIABLES } from './variables.ts';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof InvalidConfigurationError) return error.data['faults'] as string[];
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('fills in the documented defaults', () => {
    const config = loadConfig({ PATH: '/bin' });
    expect(config).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATABASE_POOL_SIZE: 20,
      DATABASE_POOL_TIMEOUT: 30,
      DATABASE_POOL_RECYCLE: 3600,
      IMPORT_STATEMENT_TIMEOUT: 0,
      IMPORT_MAX_BYTES: 8 * 2 ** 30,
      DATABASE_REPLICA_URLS: [],
      SPATIAL_STORE: 'auto',
      PATH: '/bin',
    });
    expect(config.DATABASE_URL).toBeUndefined();
    expect(config.IMPORT_WORKERS).toBeGreaterThan(0);
  });

  it('is frozen, lists included', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.SIZEWISE_ALLOWED_HOSTS)).toBe(true);
  });

  it.each([
    ['30', 30],
    ['30s', 30],
    ['500ms', 0.5],
    ['2m', 120],
  ])('reads the duration %s as %d seconds', (text, seconds) => {
    expect(loadConfig({ DATABASE_POOL_TIMEOUT: text }).DATABASE_POOL_TIMEOUT).toBe(seconds);
  });

  it('lists every fault, not only the first', () => {
    const faults = faultsOf({
      PORT: 'many',
      IMPORT_MAX_BYTES: '-1',
      SPATIAL_STORE: 'cloud',
      DATABASE_POOL_TIMEOUT: 'soon',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_POOL_TIMEOUT',
      'IMPORT_MAX_BYTES',
      'SPATIAL_STORE',
    ]);
  });

  it('lists values that do not fit together beside the others', () => {
    expect(faultsOf({ PORT: 'x', HOST: '0.0.0.0' })).toEqual([
      expect.stringContaining('PORT'),
      expect.stringContaining('SIZEWISE_API_KEY'),
    ]);
  });

  it('never repeats a secret', () => {
    const faults = faultsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x', PORT: '99999' });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('hunter2');
    expect(faults.join()).toContain('99999');
  });

  it.each(['0.0.0.0', '::', 'example.org', '192.168.1.4'])('refuses HOST=%s without a key', (HOST) => {
    expect(faultsOf({ HOST })).toEqual([expect.stringContaining('SIZEWISE_API_KEY')]);
    expect(faultsOf({ HOST, SIZEWISE_API_KEY: 'a key of some length' })).toEqual([]);
  });

  it.each(['127.0.0.1', 'localhost', '::1', '127.1.2.3'])('accepts HOST=%s without a key', (HOST) => {
    expect(faultsOf({ HOST })).toEqual([]);
  });

  it('compares variables with each other', () => {
    expect(faultsOf({ MONGO_MIN_POOL_SIZE: '60' })).toEqual([expect.stringContaining('MONGO_MIN_POOL_SIZE')]);
    expect(faultsOf({ DATABASE_REPLICA_URLS: 'postgres://r/x' })).toEqual([
      expect.stringContaining('DATABASE_REPLICA_URLS'),
    ]);
  });

  it('takes blank variables as not set', () => {
    expect(loadConfig({ PORT: ' ', DATABASE_URL: '' })).toMatchObject({
      PORT: 3000,
      DATABASE_URL: undefined,
    });
  });

  it('makes the URL of Redis from host and port', () => {
    expect(redisUrlOf(loadConfig({}))).toBeUndefined();
    expect(redisUrlOf(loadConfig({ REDIS_HOST: 'cache', REDIS_PORT: '7000' }))).toBe('redis://cache:7000');
    expect(redisUrlOf(loadConfig({ REDIS_HOST: 'cache', REDIS_URL: 'redis://other' }))).toBe('redis://other');
  });
});

describe('describeConfig', () => {
  const settings = (environment: Record<string, string>) =>
    new Map(describeConfig(loadConfig(environment)).map((setting) => [setting.name, setting]));

  it('tells what is written, what it means, and where it came from', () => {
    const found = settings({ DATABASE_POOL_TIMEOUT: '500ms', SIZEWISE_ALLOWED_HOSTS: 'a, b' });
    expect([...found.keys()]).toEqual(Object.keys(VARIABLES));
    expect(found.get('DATABASE_POOL_TIMEOUT')).toMatchObject({
      value: '500ms',
      inForce: 0.5,
      source: 'environment',
      postgresql: null,
    });
    expect(found.get('SIZEWISE_ALLOWED_HOSTS')?.inForce).toEqual(['a', 'b']);
    expect(found.get('DATABASE_WORK_MEM')).toMatchObject({
      value: '256MB',
      source: 'default',
      postgresql: 'work_mem',
    });
    expect(found.get('REDIS_HOST')).toMatchObject({ value: null, inForce: null, source: 'default' });
  });

  it('keeps secrets to itself, and says that they are set', () => {
    const secrets = {
      SIZEWISE_API_KEY: 'hunter2 of some length',
      DATABASE_URL: 'postgres://u:hunter2@db/x',
      DATABASE_REPLICA_URLS: 'postgres://u:hunter2@replica/x',
      MONGO_URL: 'mongodb://u:hunter2@mongo',
      REDIS_URL: 'redis://u:hunter2@redis',
    };
    const found = settings(secrets);
    expect(JSON.stringify([...found.values()])).not.toContain('hunter2');
    for (const name of Object.keys(secrets)) {
      expect(found.get(name)).toMatchObject({ isSecret: true, source: 'environment', value: null });
    }
  });
});

describe('docs/configuration.md', () => {
  it('has one line for each variable, with its default, and none besides', async () => {
    const text = await readFile(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    const documented = new Map(
      [...text.matchAll(/^\| `([A-Z_]+)` *\| (\S.*?) *\|/gm)].map(([, name = '', fallback = '']) => [
        name,
        fallback,
      ]),
    );
    const expected = new Map(
      Object.entries(VARIABLES).map(([name, { fallback }]): [string, string] => [
        name,
        fallback === null ? 'not set' : fallback === '' ? 'empty' : `\`${fallback}\``,
      ]),
    );
    expect(documented).toEqual(expected);
  });
});
