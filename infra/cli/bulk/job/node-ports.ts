import { createReadStream } from 'node:fs';
import { type FileHandle, link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { JobError } from '../errors.ts';
import type { Appender, Files, Ports } from './ports.ts';

/** The ports of a real process. It also sets V8's flags, to save memory. */
export const nodePorts = (client: Ports['client']): Ports => {
  for (const flag of smallProcess) setFlagsFromString(flag);
  return {
    client,
    files: nodeFiles,
    clock: () => performance.now(),
    pause: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }).catch(() => {}),
  };
};

/** Without these, V8 leaves garbage while the machine has memory: 700 MB for a million rows, of which few are held at once. */
const smallProcess = [
  '--optimize-for-size',
  // New objects die within a request: more space for them saves no time.
  '--semi-space-growth-factor=1',
  // The HTTP parser in `fetch` is WebAssembly. Optimising it takes 23 MB that are never freed.
  '--no-wasm-tier-up',
  '--no-wasm-dynamic-tiering',
];

/** Only their owner may read them: results contain phone numbers. */
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

/** Opens the file at the first read, so that whoever stops reading also closes it. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

/** Notices if another process writes to the file, before the file is garbled. */
const appender = (path: string, file: FileHandle, begin: number): Appender => {
  let end = begin;
  return {
    append: async (text) => {
      const bytes = Buffer.from(text);
      if ((await file.stat()).size !== end)
        throw new JobError(`Another program is writing to ${path}. Nothing was written.`);
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

/** The name of a new file is only safe once its folder is synced. Windows cannot sync folders, and need not. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(dirname(path)).catch(() => undefined);
  try {
    await folder?.sync().catch(() => {});
  } finally {
    await folder?.close();
  }
};

/** A file with a name that is too long cannot exist either. */
const noneIfMissing = (error: unknown): undefined => {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENAMETOOLONG')) return undefined;
  throw error;
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** The lock is a file that names the process. It is linked into its place, so nobody ever sees it half written. */
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
      // Two processes may find it stale at once. The second may then have moved the first one's new lock: it puts that back.
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
    `Another process is working on this job (process ${owner.replace(' ', ' on ')}). If that has ended, remove ${path}.`,
  );

/** A process on another machine is taken to be alive: there is no way to find out. */
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
