import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { CannotStartError } from './cannot-start-error.ts';

export const HOST = '127.0.0.1';

export interface Ports {
  /** Where applications call the API. */
  readonly front: number;
  /** The simulated gateway. */
  readonly simulator: number;
  readonly emulator: number;
  /** The page with the phones, and the simulator's control API. */
  readonly phone: number;
}

/**
 * The four ports from the first one on.
 * @throws CannotStartError naming each that is taken.
 */
export async function portsFrom(first: number): Promise<Ports> {
  const ports: Ports = { front: first, simulator: first + 1, emulator: first + 2, phone: first + 3 };
  const free = await Promise.all(Object.values(ports).map(isFree));
  const taken = Object.entries(ports).filter((_, index) => !free[index]);
  if (taken.length === 0) return ports;
  const names = taken.map(([name, port]) => `${port} (for the ${name === 'front' ? 'API' : name})`).join(', ');
  throw new CannotStartError(`Already taken on ${HOST}: port ${names}.\nChoose others with: npm start -- --port N`);
}

/**
 * Four ports nobody uses, for tests. They are below those that systems give to outgoing connections: one of these could
 * take a port before it is listened on.
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
