import { readFile } from 'node:fs/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as routes from '../contract/routes.ts';
import { contentCodingFor } from '../http/content-coding.ts';
import { open } from '../http/endpoint.ts';
import { withoutSlash } from '../http/page-address.ts';
import { pageGuards } from '../http/page-guards.ts';
import { PageNotFoundError } from '../http/problems.ts';

const types = { js: 'text/javascript', css: 'text/css', html: 'text/html' } as const;

/** Asked for each time: 500 bytes, which say what else to load. */
const fresh = 'no-cache';
const forGood = 'public, max-age=31536000, immutable';

/** Named after their content by infra/console-bundle.ts: another build's have other names. */
const assetName = /^[0-9a-f]{16}\.(js|css)$/;

const typeOf = (name: string): keyof typeof types | undefined => {
  const ending = name.match(assetName)?.[1];
  return ending === 'js' || ending === 'css' ? ending : undefined;
};

/** @param folder what infra/console-bundle.ts has filled, with a slash at its end */
export const serveConsole = (folder: URL) => {
  const serve = async (
    { headers }: APIGatewayProxyEventV2,
    name: string,
    type: keyof typeof types,
    cacheControl: string,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const coding = contentCodingFor(headers['accept-encoding']);
    const content = await readFile(new URL(coding ? `${name}.${coding}` : name, folder));
    return {
      statusCode: 200,
      headers: {
        'content-type': `${types[type]}; charset=utf-8`,
        'cache-control': cacheControl,
        vary: 'accept-encoding',
        ...(coding && { 'content-encoding': coding }),
        ...pageGuards,
      },
      body: content.toString('base64'),
      isBase64Encoded: true,
    };
  };

  return open([
    {
      route: routes.console,
      serve: async (event) => withoutSlash('GET', event.rawPath) ?? (await serve(event, 'index.html', 'html', fresh)),
    },
    {
      route: routes.consoleAsset,
      serve: async (event) => {
        const name = event.pathParameters?.['asset'] ?? '';
        const type = typeOf(name);
        if (type === undefined) throw new PageNotFoundError('There is no such page.');
        return await serve(event, name, type, forGood).catch(gone);
      },
    },
  ]);
};

/** An asset of another build, which is not there any more. */
const gone = (error: unknown): never => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    throw new PageNotFoundError('There is no such page.', { cause: error });
  }
  throw error;
};

/** Called by AWS. The console: a page that calls the API. */
export const handler = serveConsole(new URL('console/', import.meta.url));
