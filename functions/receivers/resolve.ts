import { Resolver } from 'node:dns/promises';

/** All addresses of a name. @throws when it has none, or the signal ends the search */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Four seconds and a half at most, where no name server answers. */
const patience = { timeout: 1_500, tries: 2 };

/**
 * Asks the name servers, and nothing else: a name is taken as it stands, with no search domain and no hosts file.
 *
 * Not by `dns.lookup`, which runs "on libuv's threadpool" (Node's documentation, "Implementation considerations"): it has four
 * threads, and the names of one account, whose name servers do not answer, would keep the names of all others waiting.
 * @param servers absent: those that this machine is told to ask
 */
export const resolverOf =
  (servers?: readonly string[]): Resolve =>
  async (name, signal) => {
    const resolver = new Resolver(patience);
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
      return [v4, v6].flatMap((found) => (found.status === 'fulfilled' ? found.value : []));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
