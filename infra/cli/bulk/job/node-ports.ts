import { createReadStream } from 'node:fs';
import { type FileHandle, link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { JobError } from '../errors.ts';
import type { Appender, Files, Ports } from './ports.ts';

/** The ports of a real process, which is kept small from now on. */
export const nodePorts = (client: Ports['client']): Ports => {
  for (const flag of smallProcess) setFlagsFromString(flag);
  return {
    client,
    files: nodeFiles,
    clock: () => performance.now(),
    pause: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }).catch(() => {}),
  };
};

/** To V8, which else lets garbage lie while the machine has memory: of a million rows, of which few are held at once, 700 MB. */
const smallProcess = [
  '--optimize-for-size',
  // New objects die within a request, and a larger space for them saves no time.
  '--semi-space-growth-factor=1',
  // The parser of HTTP in `fetch` is WebAssembly: to optimize it takes 23 MB, once, which are not given back.
  '--no-wasm-tier-up',
  '--no-wasm-dynamic-tiering',
];

/** A plan names no one, but results do: they are their owner's to read. */
const mode = 0o600;

export const nodeFiles: Files = {
  read: async (path) => {
    const found = await stat(path).catch(noneIfMissing);
    return found && bytesOf(path);
  },
  create: async (path) => {
    const file = await open(path, 'w', mode);
    await syncFolder(path);
    return appender(path, file, 0);
  },
  goOn: async (path, bytes) => {
    const file = await open(path, 'r+');
    await file.truncate(bytes);
    return appender(path, file, bytes);
  },
  replace: async (from, to) => {
    await rename(from, to);
    await syncFolder(to);
  },
  remove: (path) => rm(path, { force: true }),
  lock: (path) => lock(path),
};

/** Opened once somebody wants them, and so closed by whoever ends early. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

/** Whoever else writes to the file meanwhile is noticed, before it is garbled. */
const appender = (path: string, file: FileHandle, begin: number): Appender => {
  let end = begin;
  return {
    append: async (text) => {
      const bytes = Buffer.from(text);
      if ((await file.stat()).size !== end) throw new JobError(`Something else writes to ${path} meanwhile.`);
      let written = 0;
      while (written < bytes.length) {
        written += (await file.write(bytes, written, bytes.length - written, end + written)).bytesWritten;
      }
      end += bytes.length;
    },
    sync: () => file.datasync(),
    close: () => file.close(),
  };
};

/** That a file is there, and under which name, is written down with its folder. Windows cannot, and needs not. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(dirname(path)).catch(() => undefined);
  try {
    await folder?.sync().catch(() => {});
  } finally {
    await folder?.close();
  }
};

/** By a name that is too long, there is none either. */
const noneIfMissing = (error: unknown): undefined => {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENAMETOOLONG')) return undefined;
  throw error;
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** The lock is a file with the name of the process that has it; it is linked into its place, so it never stands there half. */
const lock = async (path: string): Promise<() => Promise<void>> => {
  const owner = `${process.pid} ${hostname()}`;
  const own = `${path}.${process.pid}`;
  try {
    await writeFile(own, owner, { mode });
    for (;;) {
      const isTaken = await link(own, path).then(
        () => false,
        (error: unknown) => {
          if (hasCode(error, 'EEXIST')) return true;
          throw error;
        },
      );
      if (!isTaken) return () => rm(path, { force: true });
      const other = await readFile(path, 'utf8').catch(noneIfMissing);
      if (other === undefined) continue;
      if (isAlive(other)) throw inUse(path, other);
      // Of two that find it stale at once, one moves it away; what the other moves may be the first one's own.
      const stale = `${own}.stale`;
      await rename(path, stale).catch(noneIfMissing);
      const moved = await readFile(stale, 'utf8').catch(noneIfMissing);
      if (moved !== undefined && moved !== other) await link(stale, path).catch(() => {});
      await rm(stale, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
};

const inUse = (path: string, owner: string): JobError =>
  new JobError(
    `Another process has this job in hand (process ${owner.replace(' ', ' on ')}). If it has ended, remove ${path}.`,
  );

/** Of a process on another machine that cannot be told. */
const isAlive = (owner: string): boolean => {
  const [pid = '', host = ''] = owner.split(' ');
  if (host !== hostname()) return true;
  if (Number(pid) === process.pid || !/^[1-9]\d*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
};
