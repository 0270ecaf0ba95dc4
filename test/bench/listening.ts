import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { HOST } from '../../infra/local/ports.ts';

/** A server on a free port, and its address. */
export const listening = async (serve: RequestListener) => {
  const server = createServer(serve).listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, url: `http://${HOST}:${address.port}` };
};

/** Serves the process that forked this one as long as that process lives, and sends it the address. */
export const serveParent = async (serve: RequestListener): Promise<void> => {
  const { url } = await listening(serve);
  process.send?.(url);
  process.once('disconnect', () => process.exit());
};
