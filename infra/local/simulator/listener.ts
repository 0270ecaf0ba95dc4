import { once } from 'node:events';
import type { Server } from 'node:http';

/** A port that can stop being listened on for a while, and be taken again. */
export interface Listener {
  readonly port: number;
  readonly isPaused: boolean;
  /** From now on connections are refused; those that are busy go on. Listens again after `durationMs`. */
  pause(durationMs: number): void;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with `code` EADDRINUSE when the port is taken. */
export const createListener = async (server: Server, host: string, wantedPort: number): Promise<Listener> => {
  server.listen(wantedPort, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const { port } = address;

  let timer: NodeJS.Timeout | undefined;
  const resume = async (): Promise<void> => {
    clearTimeout(timer);
    if (server.listening) return;
    server.listen(port, host);
    await once(server, 'listening');
  };

  return {
    port,
    get isPaused() {
      return !server.listening;
    },
    pause: (durationMs) => {
      clearTimeout(timer);
      server.close();
      timer = setTimeout(() => void resume(), durationMs);
    },
    resume,
    close: async () => {
      clearTimeout(timer);
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
