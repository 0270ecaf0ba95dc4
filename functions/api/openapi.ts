import { readFile } from 'node:fs/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { http, json } from '../http/http.ts';
import { PageNotFoundError } from '../http/problems.ts';
import { once } from '../runtime/once.ts';
import { eventSchemas } from './event-schemas.ts';
import { openApiDocument } from './openapi-document.ts';

/** Swagger UI, from the folder beside the bundle: the page asks no third-party host for anything. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
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

/** A day: assets change only with a deployment, and the page itself is asked for each time. */
const cached = { 'cache-control': 'public, max-age=86400' };

const serve = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  switch (event.routeKey) {
    case 'GET /openapi.json':
      return json(200, document());
    case 'GET /events.json':
      return json(200, events());
    case 'GET /docs':
      return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
    default:
      return serveAsset(event.pathParameters?.['asset'] ?? '');
  }
};

const serveAsset = async (name: string): Promise<APIGatewayProxyStructuredResultV2> => {
  const type = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (type === undefined) throw new PageNotFoundError('There is no such page.');
  const body = await readFile(new URL(`docs/${name}`, import.meta.url), 'utf8');
  return { statusCode: 200, headers: { 'content-type': `${type}; charset=utf-8`, ...cached }, body };
};

/** Called by AWS. */
export const handler = http(serve);
