import { Resolver } from 'node:dns/promises';
import { inTime } from '../runtime/in-time.ts';

/** Finds all addresses of a name. @throws if it has none, or the signal aborts the search */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/** About five seconds if no name server answers. */
const patience = { timeout: 1_500, tries: 2 };

/**
 * How long to wait for addresses of the other kind, IPv4 or IPv6, after those of one kind came. Some name servers never
 * answer for one of the two.
 */
const otherKindMillis = 500;

const none = (): string[] => [];

/**
 * Asks only the name servers: it uses no search domain and no hosts file.
 *
 * It does not use `dns.lookup`, because that runs "on libuv's threadpool" (Node's documentation, "Implementation
 * considerations"). The pool has four threads. If the name servers of one account did not answer, the names of all
 * others would wait.
 * @param servers absent: those that this machine is configured to use
 */
export const resolverOf =
  (servers?: readonly string[]): Resolve =>
  async (name, signal) => {
    const resolver = new Resolver(patience);
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const asked = [resolver.resolve4(name), resolver.resolve6(name)];
      await Promise.any(asked).catch(({ errors: [ofV4] }: AggregateError) => {
        throw ofV4;
      });
      const found = asked.map((kind) => inTime(kind.catch(none), otherKindMillis, none()));
      return (await Promise.all(found)).flat();
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  };
