import type { Account, DryRun, MessagesReply, SendReply, SendRequest } from '../../../../functions/client/types.ts';

/** What a job needs of the API. A `Textgate` is one. */
export interface Client {
  readonly messages: {
    send(request: SendRequest, options: { readonly idempotencyKey: string }): Promise<SendReply>;
    preview(request: SendRequest): Promise<DryRun>;
    query(ids: readonly string[]): Promise<MessagesReply>;
  };
  readonly account: { get(): Promise<Account> };
}

/** Appends to a file. What was appended survives a loss of power once `sync` has returned. */
export interface Appender {
  append(text: string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Files {
  /** @returns `undefined` if there is no such file */
  read(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Creates an empty file, replacing any other. */
  create(path: string): Promise<Appender>;
  /** Continues a file after so many bytes. The rest of it is cut off. */
  goOn(path: string, bytes: number): Promise<Appender>;
  /** Puts a file in another's place, atomically and durably. */
  replace(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * Locks a job against other processes. The lock of a process that died is taken over.
   * @returns releases the lock
   * @throws {JobError} if another process has the lock
   */
  lock(path: string): Promise<() => Promise<void>>;
}

/** Everything outside a job, so that a test can end the job at every await. */
export interface Ports {
  readonly client: Client;
  readonly files: Files;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  /** Ends early, without an error, when the signal is aborted. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}
