import type { Appender, Ports } from '../../../infra/cli/bulk/job/ports.ts';

/**
 * When a process dies: before its nth call of a port (from 0) takes effect, halfway through an append, or after the
 * call took effect but before the process learns of it.
 */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'half' | 'after';
}

/** A process that lives until its death, if it has one. After that, none of its calls takes effect or answers. */
export const aProcess = (ports: Ports, death?: Death) => {
  const died = Promise.withResolvers<undefined>();
  const never = new Promise<never>(() => {});
  const names: string[] = [];
  let isDead = false;

  const around = async <T>(name: string, run: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    if (isDead) return never;
    const call = names.push(name) - 1;
    if (call !== death?.call) {
      const answer = await run();
      return isDead ? never : answer;
    }
    isDead = true;
    if (death.when === 'after') await run().catch(() => {});
    if (death.when === 'half') await half?.();
    died.resolve(undefined);
    return never;
  };

  const appender = (file: Appender): Appender => ({
    append: (text) =>
      around(
        'append',
        () => file.append(text),
        () => file.append(text.slice(0, Math.floor(text.length / 2))),
      ),
    sync: () => around('sync', file.sync),
    close: () => around('close', file.close),
  });
  const { client, files, clock, pause } = ports;
  const { messages, account } = client;
  const mortal: Ports = {
    client: {
      messages: {
        send: (...asked) => around('send', () => messages.send(...asked)),
        preview: (...asked) => around('preview', () => messages.preview(...asked)),
        query: (...asked) => around('query', () => messages.query(...asked)),
      },
      account: { get: () => around('account', account.get) },
    },
    files: {
      read: (path) => around(`read ${path}`, () => files.read(path)),
      create: (path) => around(`create ${path}`, () => files.create(path)).then(appender),
      goOn: (path, bytes) => around(`goOn ${path}`, () => files.goOn(path, bytes)).then(appender),
      replace: (from, to) => around(`replace ${to}`, () => files.replace(from, to)),
      remove: (path) => around(`remove ${path}`, () => files.remove(path)),
      lock: (path) => around('lock', () => files.lock(path)).then((unlock) => () => around('unlock', unlock)),
    },
    clock,
    pause: (...asked) => around('pause', () => pause(...asked)),
  };
  return {
    ports: mortal,
    /** The result of the work; `undefined` if the process died first. */
    of: <T>(work: Promise<T>): Promise<T | undefined> => Promise.race([work, died.promise]),
    /** The names of its calls, in order. */
    calls: (): readonly string[] => names,
  };
};
