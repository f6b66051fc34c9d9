import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type OpenAPIHono } from '@hono/zod-openapi';
import { ERROR_CODES } from '@sizewise/shared';
import { Hono } from 'hono';

import { type AppEnv } from '../http/app-env.ts';
import { type Asset, createAsset } from '../http/asset.ts';
import { RouteNotFoundError } from '../http/errors.ts';
import { openApiDocument } from '../http/open-api.ts';
import { REVALIDATE, sendAsset } from '../http/send-asset.ts';

const FROM_PACKAGE = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SizeWise API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/reference.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });\n`;

/** The OpenAPI document, its reference page from the local package, and the list of error codes. */
export function docsRoutes(described: OpenAPIHono<AppEnv>): Hono<AppEnv> {
  let document: object | undefined;
  let loading: Promise<Map<string, Asset>> | undefined;
  return new Hono<AppEnv>()
    .get('/openapi.json', (c) => c.json((document ??= openApiDocument(described))))
    .get('/docs/:file?', async (c) => {
      const assets = await (loading ??= loadReference());
      const asset = assets.get(c.req.param('file') ?? 'index.html');
      if (asset === undefined) throw new RouteNotFoundError(c.req.method, c.req.path);
      return sendAsset(c, asset, REVALIDATE);
    });
}

async function loadReference(): Promise<Map<string, Asset>> {
  const folder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  const files = FROM_PACKAGE.map(async (name): Promise<[string, Asset]> => [
    name,
    createAsset(name, await readFile(join(folder, name))),
  ]);
  const own: [string, string, string][] = [
    ['index.html', 'index.html', PAGE],
    ['reference.js', 'reference.js', START],
    ['errors', 'errors.html', errorPage()],
  ];
  return new Map([
    ...(await Promise.all(files)),
    ...own.map(([path, name, text]): [string, Asset] => [path, createAsset(name, Buffer.from(text))]),
  ]);
}

function errorPage(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>SizeWise error codes</title></head>
<body><h1>Error codes</h1>
<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></body></html>
`;
}
