import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';

import { type AppEnv } from '../http/app-env.ts';
import { onError } from '../http/on-error.ts';
import { checkAddress, requireKey } from './guard.ts';
import { createHostRule } from './hosts.ts';
import { createKeyRing, SESSION_COOKIE, SESSION_SECONDS } from './session.ts';

const KEY = 'correct horse battery staple';
const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 };

describe('createHostRule', () => {
  it.each(['localhost:3000', '127.0.0.1', '[::1]:3000', 'LOCALHOST'])('answers for %s', (host) => {
    expect(createHostRule('127.0.0.1', []).allows(host)).toBe(true);
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '',
    '10.0.0.1:3000',
    '127.0.0.1/x',
  ])('refuses %j on loopback', (host) => {
    expect(createHostRule('127.0.0.1', []).allows(host)).toBe(false);
  });

  it('answers for added names and, when listening beyond loopback, for the address listened on', () => {
    const rule = createHostRule('192.168.7.7', ['Plans.Example.org']);
    expect(rule.allows('plans.example.org')).toBe(true);
    expect(rule.allows('192.168.7.7:3000')).toBe(true);
    expect(rule.allows('192.168.7.8:3000')).toBe(false);
  });
});

describe('createKeyRing', () => {
  it('knows the key only', () => {
    const keys = createKeyRing(KEY);
    expect(keys.matchesKey(KEY)).toBe(true);
    expect(keys.matchesKey(`${KEY} `)).toBe(false);
    expect(keys.matchesKey('')).toBe(false);
  });

  it('accepts its sessions after a restart, until they end, and not under another key', () => {
    let time = Date.UTC(2026, 0, 1);
    const session = createKeyRing(KEY, () => time).openSession();
    expect(session).not.toContain(KEY);
    expect(createKeyRing(KEY, () => time).matchesSession(session)).toBe(true);
    expect(createKeyRing('another key', () => time).matchesSession(session)).toBe(false);
    time += SESSION_SECONDS * 1000 + 1;
    expect(createKeyRing(KEY, () => time).matchesSession(session)).toBe(false);
  });

  it('refuses a session whose end was moved', () => {
    const keys = createKeyRing(KEY);
    const [expiry = '', ...rest] = keys.openSession().split('.');
    expect(keys.matchesSession([String(Number(expiry) + 1), ...rest].join('.'))).toBe(false);
  });

  it.each(['', 'x', '1.2.3', '..', `${'9'.repeat(12)}.${'a'.repeat(16)}.${'b'.repeat(43)}`])(
    'refuses %j',
    (token) => {
      expect(createKeyRing(KEY).matchesSession(token)).toBe(false);
    },
  );
});

describe('guards', () => {
  const keys = createKeyRing(KEY);
  const app = new Hono<AppEnv>()
    .onError(onError(silent))
    .use(checkAddress(createHostRule('127.0.0.1', [])))
    .use('/api/*', requireKey(keys))
    .get('/api/things', (c) => c.text('things'))
    .get('/', (c) => c.text('page'));
  const status = async (path: string, headers: Record<string, string>): Promise<number> =>
    (await app.request(`http://localhost:3000${path}`, { headers })).status;

  it('refuses strange hosts with 421', async () => {
    expect(await status('/', { host: 'rebound.example' })).toBe(421);
  });

  it.each(['http://evil.example', 'null', 'http://localhost:4000'])(
    'refuses the origin %s',
    async (origin) => {
      expect(await status('/', { host: 'localhost:3000', origin })).toBe(403);
    },
  );

  it('accepts its own pages', async () => {
    expect(await status('/', { host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe(200);
  });

  it('lets other sites link to pages, but not read the API', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      authorization: `Bearer ${KEY}`,
    };
    expect(await status('/', link)).toBe(200);
    expect(await status('/api/things', link)).toBe(403);
    expect(await status('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
  });

  it('asks for the key or a session', async () => {
    expect(await status('/api/things', {})).toBe(401);
    expect(await status('/api/things', { authorization: 'Bearer wrong' })).toBe(401);
    expect(await status('/api/things', { authorization: `bearer ${KEY}!` })).toBe(401);
    expect(await status('/api/things', { authorization: `bearer ${KEY}` })).toBe(200);
    expect(await status('/api/things', { cookie: `${SESSION_COOKIE}=${keys.openSession()}` })).toBe(200);
  });
});
