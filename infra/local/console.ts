import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { pageGuards } from '../../functions/http/page-guards.ts';
import { bundlePage, contentTypeOf } from '../browser-bundle.ts';
import { consoleSource } from '../console-bundle.ts';
import { HOST } from './ports.ts';
import { runningUrl } from './stack-file.ts';

/**
 * `npm run console`, for work on the console: builds the page from its source at each load. The page uses the stack that
 * `npm start` runs in this folder, or the API whose address is given. Ctrl-C ends it.
 */
const stack = process.argv[2] ?? (await runningUrl());
if (stack === undefined) {
  console.error(
    'No stack runs in this folder. Start one with `npm start`, or give the address of an API: npm run console -- https://…',
  );
  process.exit(1);
}

const page = /^\/console(?:\/([^?]*))?(?:\?|$)/;
let files: ReadonlyMap<string, Uint8Array> = new Map();

const servePage = async (name: string, response: ServerResponse): Promise<void> => {
  if (name === 'index.html') ({ files } = await bundlePage(consoleSource));
  const content = files.get(name);
  if (content === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': contentTypeOf(name), ...pageGuards }).end(content);
};

const passOn = (incoming: IncomingMessage, response: ServerResponse): void => {
  const address = new URL(incoming.url ?? '/', stack);
  const { method } = incoming;
  const passed = request(address, { method, headers: { ...incoming.headers, host: address.host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => {});
  });
  passed.on('error', () => response.destroy());
  pipeline(incoming, passed, () => {});
};

const server = createServer((incoming, response) => {
  const [isPage, name = 'index.html'] = incoming.url?.match(page) ?? [];
  if (isPage === undefined) return passOn(incoming, response);
  servePage(name, response).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(4705, HOST, () => console.log(`The console, on ${stack}: http://${HOST}:4705/console`));
