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
}

/**
 * The three ports from the first one on.
 * @throws CannotStartError naming each that is taken.
 */
export async function portsFrom(first: number): Promise<Ports> {
  const ports: Ports = { front: first, simulator: first + 1, emulator: first + 2 };
  const free = await Promise.all(Object.values(ports).map(isFree));
  const taken = Object.entries(ports).filter((_, index) => !free[index]);
  if (taken.length === 0) return ports;
  const names = taken.map(([name, port]) => `${port} (for the ${name === 'front' ? 'API' : name})`).join(', ');
  throw new CannotStartError(`Already taken on ${HOST}: port ${names}.\nChoose others with: npm start -- --port N`);
}

/** Three ports nobody uses, for tests. */
export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all([listen(0), listen(0), listen(0)]);
  const [front, simulator, emulator] = await Promise.all(servers.map(release));
  if (front === undefined || simulator === undefined || emulator === undefined) throw new Error('No free ports');
  return { front, simulator, emulator };
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

async function release(server: Awaited<ReturnType<typeof listen>>): Promise<number> {
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
