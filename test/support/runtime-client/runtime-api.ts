import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What Lambda gives to a runtime. */
interface Invocation {
  readonly event: unknown;
  readonly functionArn: string;
  /** When the function's timeout ends, in milliseconds since 1970. */
  readonly deadline: number;
  /** X-Ray's trace id, as it comes with the event. */
  readonly traceHeader?: string;
}

/** What the handler threw, as a runtime reports it. */
interface RuntimeError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type Outcome =
  | { readonly kind: 'response'; readonly value: unknown }
  | { readonly kind: 'error' | 'init-error'; readonly error: RuntimeError };

/** The Runtime API of one container. A runtime handles one event at a time. */
export interface RuntimeApi {
  /** `host:port`, for the runtime's AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Gives the runtime an event when it asks for its next. @returns what the runtime answers */
  invoke(invocation: Invocation): Promise<Outcome>;
  close(): Promise<void>;
}

/** Lambda's side of the Runtime API ("Using the Lambda runtime API for custom runtimes"), on loopback. */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  let asking: ServerResponse | undefined;
  let waiting: { readonly invocation: Invocation; readonly id: string } | undefined;
  let tell: (outcome: Outcome) => void = () => {};

  const handOut = () => {
    if (asking === undefined || waiting === undefined) return;
    const { id, invocation } = waiting;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': id,
      'Lambda-Runtime-Deadline-Ms': String(invocation.deadline),
      'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
      ...(invocation.traceHeader !== undefined && { 'Lambda-Runtime-Trace-Id': invocation.traceHeader }),
    });
    asking.end(JSON.stringify(invocation.event));
    asking = undefined;
    waiting = undefined;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const call = `${request.method} ${request.url?.replace(/(invocation)\/[\w-]+\//, '$1/ID/')}`;
    if (call === 'GET /2018-06-01/runtime/invocation/next') {
      asking = response;
      return handOut();
    }
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    switch (call) {
      case 'POST /2018-06-01/runtime/invocation/ID/response':
        return tell({ kind: 'response', value: JSON.parse(body) });
      case 'POST /2018-06-01/runtime/invocation/ID/error':
        return tell({ kind: 'error', error: JSON.parse(body) });
      case 'POST /2018-06-01/runtime/init/error':
        return tell({ kind: 'init-error', error: JSON.parse(body) });
      default:
        throw new Error(`The runtime asks for ${call}, which is not known here.`);
    }
  };

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (invocation) =>
      new Promise((resolve) => {
        tell = resolve;
        waiting = { invocation, id: randomUUID() };
        handOut();
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
