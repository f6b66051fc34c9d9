import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, describe, expect, it } from 'vitest';

import { httpDeps } from '../../test/http-deps.ts';
import { createApp } from '../app.ts';
import { type HttpServer, listen } from './server.ts';

const open: HttpServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(stopping = new AbortController().signal): Promise<HttpServer> {
  const metrics = { sample: async () => ({}), services: async () => [] } as never;
  const server = await listen(createApp(httpDeps({ metrics, stopping })), '127.0.0.1', 0);
  open.push(server);
  return server;
}

function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  return text(socket);
}

describe('listen', () => {
  it('says where it listens', async () => {
    const server = await start();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  });

  it('says which port is taken', async () => {
    const { port } = await start();
    const second = listen(createApp(httpDeps()), '127.0.0.1', port);
    await expect(second).rejects.toMatchObject({
      code: 'service_start_failed',
      message: expect.stringContaining(`port ${port}: another program`),
    });
  });

  it('refuses headers beyond 16 KiB, and names it does not know', async () => {
    const { port } = await start();
    const large = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(port, large)).toMatch(/^HTTP\/1\.1 431/);
    expect(
      await raw(port, 'GET /livez HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 421/);
  });

  it('stops while a stream is open, once the stream is told to end', async () => {
    const stopping = new AbortController();
    const server = await start(stopping.signal);
    const response = await fetch(`${server.url}/api/performance/stream`);
    const body = response.text().catch(() => 'cut');
    const startedAt = performance.now();
    stopping.abort();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(await body).toContain('event: metrics');
  });
});
