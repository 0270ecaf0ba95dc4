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
  /** 0 takes a free port. */
  readonly port: number;
  readonly emulatorUrl: string;
  /** From the stack's outputs: the first label of each is the API's id. */
  readonly apiUrl: string;
  readonly xmlRpcUrl: string;
}

/**
 * Serves the deployed APIs at one address, like your own domain name does on AWS. The emulator distinguishes them by a Host
 * header, which nobody should have to send.
 */
export async function startFront({ port, emulatorUrl, apiUrl, xmlRpcUrl }: FrontOptions): Promise<Front> {
  const emulator = new URL(emulatorUrl);
  const hostOf = (url: string) => `${new URL(url).hostname.split('.')[0]}.execute-api.localhost:${emulator.port}`;
  const [http, xmlRpc] = [hostOf(apiUrl), hostOf(xmlRpcUrl)];
  const agent = new Agent({ keepAlive: true });

  const server = createServer((incoming, outgoing) => {
    // On AWS the XML-RPC door does this, because it gets what no route takes. MiniStack takes `/console/` for `/console`.
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

/** MiniStack may send its own content type before the function's, so the last one counts. */
function withOneContentType(headers: readonly string[]): string[] {
  const all = pairs(headers);
  const last = all.findLast(([name]) => isContentType(name));
  return flat(all.filter((header) => !isContentType(header[0]) || header === last));
}

const isContentType = (name: string) => /^content-type$/i.test(name);

/** Node's raw headers are a list: name, value, name, value, … */
function pairs(headers: readonly string[]): [string, string][] {
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
}

const flat = (headers: readonly (readonly [string, string])[]) => headers.flat();
