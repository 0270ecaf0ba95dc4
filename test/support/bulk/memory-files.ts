import { JobError } from '../../../infra/cli/bulk/errors.ts';
import type { Files } from '../../../infra/cli/bulk/job/ports.ts';

interface MemoryFile {
  bytes: Buffer;
  /** How many bytes survive a loss of power. */
  safe: number;
}

/** Files in memory. They may lose what was not synced. */
export const memoryFiles = () => {
  const files = new Map<string, MemoryFile>();
  const locks = new Set<string>();
  const at = (path: string): MemoryFile => {
    const file = files.get(path);
    if (file === undefined) throw new Error(`There is no ${path}.`);
    return file;
  };
  const appender = (path: string) => {
    const file = at(path);
    return {
      append: async (text: string) => {
        file.bytes = Buffer.concat([file.bytes, Buffer.from(text)]);
      },
      sync: async () => {
        file.safe = file.bytes.length;
      },
      close: async () => {},
    };
  };
  const ports: Files = {
    read: async (path) => {
      const file = files.get(path);
      return file && chunks(file.bytes);
    },
    create: async (path) => {
      files.set(path, { bytes: Buffer.alloc(0), safe: 0 });
      return appender(path);
    },
    goOn: async (path, bytes) => {
      const file = at(path);
      file.bytes = file.bytes.subarray(0, bytes);
      file.safe = Math.min(file.safe, bytes);
      return appender(path);
    },
    replace: async (from, to) => {
      files.set(to, at(from));
      files.delete(from);
    },
    remove: async (path) => {
      files.delete(path);
    },
    lock: async (path) => {
      if (locks.has(path)) throw new JobError('Another process has this job in hand.');
      locks.add(path);
      return async () => {
        locks.delete(path);
      };
    },
  };
  return {
    ports,
    text: (path: string) => files.get(path)?.bytes.toString(),
    put: (path: string, text: string) => files.set(path, { bytes: Buffer.from(text), safe: Buffer.byteLength(text) }),
    remove: (path: string) => files.delete(path),
    paths: () => [...files.keys()].sort(),
    /** The process is gone, and its locks with it. */
    died: () => locks.clear(),
    /** The power fails. This share of what was not synced survives. */
    losePower: (share: number) => {
      locks.clear();
      for (const file of files.values()) {
        file.bytes = file.bytes.subarray(0, file.safe + Math.floor((file.bytes.length - file.safe) * share));
      }
    },
  };
};

/** Small chunks, so that lines and characters begin in one and end in another. */
async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97);
}
