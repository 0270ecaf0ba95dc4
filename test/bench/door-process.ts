import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import xmlrpc from 'xmlrpc';
import { freePorts, HOST } from '../../infra/local/ports.ts';
import { anEvent } from '../support/clients/api-events.ts';
import { aDoor } from '../support/clients/xmlrpc-door.ts';

/**
 * The measured processes of door.ts. With `DOOR=ours` it serves the XML-RPC door over a message service in memory, and
 * converts requests to events as API Gateway does. With `DOOR=bare` it is the server of the `xmlrpc` package; its
 * handlers do nothing and answer the same. It answers any message with its CPU time up to then, user and system, all
 * threads, in milliseconds.
 */

const { DOOR = '' } = process.env;
const { front: port } = await freePorts();

const startOurs = async (): Promise<void> => {
  const { handler } = aDoor({ credits: 1000 });
  const serve: RequestListener = async (request, response) => {
    const { statusCode = 500, body } = await handler(await eventOf(request));
    response.writeHead(statusCode, { 'content-type': 'text/xml; charset=utf-8' }).end(body);
  };
  await once(createServer(serve).listen(port, HOST), 'listening');
};

/** API Gateway passes `text/xml` as text. */
const eventOf = async (request: IncomingMessage) => ({
  ...anEvent({
    route: `${request.method} ${request.url}`,
    headers: { 'content-type': request.headers['content-type'] ?? '' },
    body: (await buffer(request)).toString(),
  }),
  routeKey: '$default',
});

const startBare = async (): Promise<void> => {
  const server = await new Promise<xmlrpc.Server>((resolve) => {
    const started = xmlrpc.createServer({ host: HOST, port }, () => resolve(started));
  });
  const sent = [['+41791234567', 1, 'msg_01JDN3RV5RCP5P2M4K5T6W7X8Y']];
  server.on('send_message', (_error, _params, answer) => answer(null, sent));
  server.on('get_credits', (_error, _params, answer) => answer(null, 1000));
};

await (DOOR === 'ours' ? startOurs() : startBare());
process.send?.(`http://${HOST}:${port}/api2/`);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1000);
});
process.once('disconnect', () => process.exit());
