import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { pageGuards } from '../../../functions/http/page-guards.ts';
import { bundlePage, contentTypeOf } from '../../browser-bundle.ts';
import { whyStranger } from './strangers.ts';

const source = {
  folder: fileURLToPath(new URL('phone', import.meta.url)),
  script: 'main.tsx',
  style: 'style.css',
};

let built: ReturnType<typeof bundlePage> | undefined;

/** After a failure, the next request tries again. */
const forget = (error: unknown): never => {
  built = undefined;
  throw error;
};

/** Serves the page with the phones, which is built at the first request. */
export const servePage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const stranger = whyStranger(request);
  if (stranger !== undefined) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end(`${stranger}\n`);
    return;
  }

  const [path = '/'] = (request.url ?? '/').split('?');
  const name = path === '/' ? 'index.html' : path.slice(1);
  built ??= bundlePage(source);
  const content = (await built.catch(forget)).files.get(name);
  if (content === undefined || request.method !== 'GET') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here; see / and /control/\n');
    return;
  }
  response.writeHead(200, {
    'content-type': contentTypeOf(name),
    'cache-control': name === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable',
    ...pageGuards,
  });
  response.end(content);
};
