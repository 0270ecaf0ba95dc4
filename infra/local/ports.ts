import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { CannotStartError } from './cannot-start-error.ts';

export const HOST = '127.0.0.1';

export interface Ports {
  /** The port at which applications call the API. */
  readonly front: number;
  /** The simulated gateway. */
  readonly simulator: number;
  readonly emulator: number;
  /** The page with the phones, and the simulator's control API. */
  readonly phone: number;
}

/**
 * The four ports from the first one on.
 * @throws CannotStartError naming each port that is taken.
 */
export async function portsFrom(first: number): Promise<Ports> {
  const ports: Ports = { front: first, simulator: first + 1, emulator: first + 2, phone: first + 3 };
  const free = await Promise.all(Object.values(ports).map(isFree));
  const taken = Object.entries(ports).filter((_, index) => !free[index]);
  if (taken.length === 0) return ports;
  const names = taken.map(([name, port]) => `${port} (for the ${name === 'front' ? 'API' : name})`).join(', ');
  throw new CannotStartError(
    `Another program uses port ${names} on ${HOST}.\nChoose other ports: npm start -- --port N`,
  );
}

/**
 * Four free ports, for tests. They are below the range for outgoing connections, because such a connection could take a port
 * before someone listens on it.
 */
export async function freePorts(): Promise<Ports> {
  for (;;) {
    const first = randomInt(10_000, 32_000);
    const ports = await portsFrom(first).catch(() => undefined);
    if (ports !== undefined) return ports;
  }
}

async function isFree(port: number): Promise<boolean> {
  try {
    await release(await listen(port));
    return true;
  } catch {
    return false;
  }
}

async function listen(port: number) {
  const server = createServer().listen(port, HOST);
  await once(server, 'listening');
  return server;
}

async function release(server: Awaited<ReturnType<typeof listen>>): Promise<void> {
  server.close();
  await once(server, 'close');
}
