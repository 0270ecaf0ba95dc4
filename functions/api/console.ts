import { readFile } from 'node:fs/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as routes from '../contract/routes.ts';
import { contentCodingFor } from '../http/content-coding.ts';
import { open } from '../http/endpoint.ts';
import { withoutSlash } from '../http/page-address.ts';
import { pageGuards } from '../http/page-guards.ts';
import { PageNotFoundError } from '../http/problems.ts';

const types = { js: 'text/javascript', css: 'text/css', html: 'text/html' } as const;

/** The page is 500 bytes and names the assets to load, so browsers ask for it each time. */
const fresh = 'no-cache';
const forGood = 'public, max-age=31536000, immutable';

/** infra/console-bundle.ts names assets after their content, so that each build has other names. */
const assetName = /^[0-9a-f]{16}\.(js|css)$/;

const typeOf = (name: string): keyof typeof types | undefined => {
  const ending = name.match(assetName)?.[1];
  return ending === 'js' || ending === 'css' ? ending : undefined;
};

/** @param folder with the output of infra/console-bundle.ts; it ends with a slash */
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

/** An asset of an earlier build does not exist any more. */
const gone = (error: unknown): never => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    throw new PageNotFoundError('There is no such page.', { cause: error });
  }
  throw error;
};

/** Called by AWS. The console: a page that calls the API. */
export const handler = serveConsole(new URL('console/', import.meta.url));
