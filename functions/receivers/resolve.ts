import { Resolver } from 'node:dns/promises';
import { inTime } from '../runtime/in-time.ts';

/** All addresses of a name. @throws when it has none, or the signal ends the search */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Five seconds or so, where no name server answers. */
const patience = { timeout: 1_500, tries: 2 };

/** Where there are addresses of one kind, for how long those of the other are waited for: some name servers leave questions for them unanswered. */
const otherKindMillis = 500;

const none = (): string[] => [];

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
