import { readFile } from 'node:fs/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as routes from '../contract/routes.ts';
import { open } from '../http/endpoint.ts';
import { pageGuards } from '../http/page-guards.ts';
import { PageNotFoundError } from '../http/problems.ts';

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };

/** The folder beside the bundle: infra/console-bundle.ts fills it. */
const file = (name: string): URL => new URL(`console/${name}`, import.meta.url);

/** The best of those that the browser takes; all browsers do over HTTPS, and the first one over HTTP as well. */
const encodingFor = ({ headers }: APIGatewayProxyEventV2): 'br' | 'gz' | undefined => {
  const accepted = headers['accept-encoding'] ?? '';
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gz' : undefined;
};

const serve = async (
  event: APIGatewayProxyEventV2,
  name: string,
  cacheControl: string,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const encoding = encodingFor(event);
  const content = await readFile(file(encoding ? `${name}.${encoding}` : name));
  const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return {
    statusCode: 200,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': cacheControl,
      vary: 'accept-encoding',
      ...(encoding && { 'content-encoding': encoding === 'br' ? 'br' : 'gzip' }),
      ...pageGuards,
    },
    body: content.toString('base64'),
    isBase64Encoded: true,
  };
};

/** Named after their content: another build's have other names. */
const assetName = /^[0-9a-f]{16}\.(?:js|css)$/;

const serveAsset = async (event: APIGatewayProxyEventV2) => {
  const name = event.pathParameters?.['asset'] ?? '';
  if (!assetName.test(name)) throw new PageNotFoundError('There is no such page.');
  return await serve(event, name, 'public, max-age=31536000, immutable');
};

/** Called by AWS. The console: a page that calls the API. */
export const handler = open([
  { route: routes.console, serve: (event) => serve(event, 'index.html', 'no-cache') },
  { route: routes.consoleAsset, serve: serveAsset },
]);
