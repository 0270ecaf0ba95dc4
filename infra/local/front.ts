import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { withoutSlash } from '../../functions/http/page-address.ts';
import { HOST } from './ports.ts';

export interface Front {
  readonly url: string;
  stop(): Promise<void>;
}

export interface FrontOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly emulatorUrl: string;
  /** As the stack's outputs have them: their first labels are the APIs' ids. */
  readonly apiUrl: string;
  readonly xmlRpcUrl: string;
}

/**
 * Serves the deployed APIs at one address, as a domain name of one's own does on AWS: the emulator tells them apart by a
 * Host header nobody should have to send.
 */
export async function startFront({ port, emulatorUrl, apiUrl, xmlRpcUrl }: FrontOptions): Promise<Front> {
  const emulator = new URL(emulatorUrl);
  const hostOf = (url: string) => `${new URL(url).hostname.split('.')[0]}.execute-api.localhost:${emulator.port}`;
  const [http, xmlRpc] = [hostOf(apiUrl), hostOf(xmlRpcUrl)];
  const agent = new Agent({ keepAlive: true });

  const server = createServer((incoming, outgoing) => {
    // As the XML-RPC door does on AWS, which gets what no route takes. MiniStack takes `/console/` for `/console`.
    const page = withoutSlash(incoming.method ?? '', incoming.url ?? '');
    if (page !== undefined) return void outgoing.writeHead(page.statusCode, page.headers).end();
    const upstream = request({
      agent,
      host: emulator.hostname,
      port: emulator.port,
      method: incoming.method,
      path: incoming.url,
      headers: [...withoutHost(incoming.rawHeaders), 'Host', isXmlRpc(incoming) ? xmlRpc : http],
    });
    upstream.on('response', (answer) => relay(answer, outgoing));
    upstream.on('error', () => refuse(outgoing));
    outgoing.on('close', () => upstream.destroy());
    pipeline(incoming, upstream, () => {});
  });
  server.listen(port, HOST);
  await once(server, 'listening');

  return {
    url: `http://${HOST}:${portOf(server)}`,
    stop: async () => {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const isXmlRpc = ({ url = '' }: IncomingMessage) => /^\/api2(?:[/?]|$)/.test(url);

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

function relay(answer: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.statusCode ?? 502, withOneContentType(answer.rawHeaders));
  pipeline(answer, outgoing, () => {});
}

function refuse(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(502, { 'content-type': 'text/plain' }).end('The emulator does not answer.\n');
}

const withoutHost = (headers: readonly string[]) => flat(pairs(headers).filter(([name]) => !/^host$/i.test(name)));

/** MiniStack may send a content type of its own before the function's: the last one counts. */
function withOneContentType(headers: readonly string[]): string[] {
  const all = pairs(headers);
  const last = all.findLast(([name]) => isContentType(name));
  return flat(all.filter((header) => !isContentType(header[0]) || header === last));
}

const isContentType = (name: string) => /^content-type$/i.test(name);

/** Node's raw headers are a list of name, value, name, value, … */
function pairs(headers: readonly string[]): [string, string][] {
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
}

const flat = (headers: readonly (readonly [string, string])[]) => headers.flat();
