import { readFile } from 'node:fs/promises';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as routes from '../contract/routes.ts';
import { open } from '../http/endpoint.ts';
import { json } from '../http/http.ts';
import { PageNotFoundError } from '../http/problems.ts';
import { once } from '../runtime/once.ts';
import { eventSchemas } from './event-schemas.ts';
import { openApiDocument } from './openapi-document.ts';

/** Swagger UI is served from the folder beside the bundle, so that the page needs no third-party host. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  // The script's first line names it.
  'swagger-ui-bundle.js.LICENSE.txt': 'text/plain',
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>textgate API</title>
<base href="/">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null })</script>
</body>
</html>
`;

const document = once(openApiDocument);
const events = once(eventSchemas);

/** A day: assets change only with a deployment, and the page itself is not cached. */
const cached = { 'cache-control': 'public, max-age=86400' };

const serveAsset = async (name: string): Promise<APIGatewayProxyStructuredResultV2> => {
  const type = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (type === undefined) throw new PageNotFoundError('There is no such page.');
  const body = await readFile(new URL(`docs/${name}`, import.meta.url), 'utf8');
  return { statusCode: 200, headers: { 'content-type': `${type}; charset=utf-8`, ...cached }, body };
};

/** Called by AWS. */
export const handler = open([
  { route: routes.openApi, serve: async () => json(200, document()) },
  { route: routes.eventSchemas, serve: async () => json(200, events()) },
  {
    route: routes.docs,
    serve: async () => ({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }),
  },
  { route: routes.docsAsset, serve: (event) => serveAsset(event.pathParameters?.['asset'] ?? '') },
]);
