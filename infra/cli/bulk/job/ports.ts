import type { Account, DryRun, MessagesReply, SendReply, SendRequest } from '../../../../functions/client/types.ts';

/** Of the API: what a job asks. A `Textgate` is one. */
export interface Client {
  readonly messages: {
    send(request: SendRequest, options: { readonly idempotencyKey: string }): Promise<SendReply>;
    preview(request: SendRequest): Promise<DryRun>;
    query(ids: readonly string[]): Promise<MessagesReply>;
  };
  readonly account: { get(): Promise<Account> };
}

/** Bytes that are appended to a file; they are safe from a loss of power once `sync` has returned. */
export interface Appender {
  append(text: string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Files, by their paths. */
export interface Files {
  /** Its bytes in order; `undefined`: there is no such file. */
  read(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** A new, empty file in place of any that is there. */
  create(path: string): Promise<Appender>;
  /** Goes on with a file that has at least so many bytes; what is behind them is cut off. */
  goOn(path: string, bytes: number): Promise<Appender>;
  /** Puts a file in another's place, at once and for good. */
  replace(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * Keeps other processes from the same job until it is let go; what a process that died has left is taken over.
   * @throws {JobError} where another process has it
   */
  lock(path: string): Promise<() => Promise<void>>;
}

/** All that a job has to do with the world, so that a test can end it at every await. */
export interface Ports {
  readonly client: Client;
  readonly files: Files;
  /** Milliseconds, of a clock that is never set. */
  readonly clock: () => number;
  /** Ends early, without an error, when the signal is aborted. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}
