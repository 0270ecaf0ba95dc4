import type { Status } from '../../functions/contract/statuses.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { SendRequest } from '../../functions/messages/plan.ts';
import type { CallMark } from '../../functions/messages/ports.ts';
import type { Process } from './process.ts';
import { textFor } from './request.ts';

/** All that is known of a message by one who sees everything. */
export interface Facts {
  readonly id: string;
  readonly account: string;
  readonly text: string;
  readonly to: string;
  /** The name of the request that asked for it. */
  readonly request: string;
  /** Who made its record. */
  readonly maker: Process | undefined;
  record: Message;
  /** When that came to be: milliseconds since 1970. */
  recordedAt: number;
  /** Its first version. */
  readonly first: Message;
  /** The call it was claimed for, where that has a number. */
  mark: CallMark | undefined;
  /** Its status in each version. */
  readonly statuses: Status[];
  /** Who claimed it last. */
  claimant: Process | undefined;
  /** Those who do a job that it is part of. */
  readonly helpers: Set<Process>;
  /** Calls for it that may have reached the upstream. */
  risks: number;
  /** The upstream has told that it does not take it. */
  isRefused: boolean;
  /** Who asked the upstream to take it cannot know whether it did. */
  isInDoubt: boolean;
  /** Its sender was told that nothing was sent, and nothing will be. */
  isToldUnsent: boolean;
}

/** What is known of all messages, and who works on them. */
export const theFacts = (now: () => number) => {
  const byId = new Map<string, Facts>();
  const byAddress = new Map<string, Facts>();
  const byRequest = new Map<string, Facts[]>();
  const processes = new Map<string, Process>();
  const requests = new Map<Process, SendRequest>();

  const processOf = ({ attempt }: Message): Process | undefined =>
    processes.get(attempt.slice(0, attempt.indexOf('#')));

  return {
    byId: (id: string): Facts | undefined => byId.get(id),
    byAddress: (text: string, to: string): Facts | undefined => byAddress.get(address(text, to)),
    /** All messages of a request. */
    of: (request: string): readonly Facts[] => byRequest.get(request) ?? [],
    all: (): IterableIterator<Facts> => byId.values(),
    processOf,

    /** A process has begun, perhaps with a request. */
    knows: (process: Process, request?: SendRequest): void => {
      processes.set(process.name, process);
      if (request !== undefined) requests.set(process, request);
    },

    /** A process does a job for these messages. */
    helps: (process: Process, ids: readonly string[]): void => {
      for (const id of ids) byId.get(id)?.helpers.add(process);
    },

    /** Of a message that has just been recorded. */
    add: (message: Message): Facts => {
      const { id, account, to } = message;
      const maker = processOf(message);
      // A record may be made without its text.
      const request = maker && requests.get(maker);
      const text = message.text ?? (request && textFor(request, to)) ?? '';
      const facts: Facts = {
        id,
        account,
        to,
        text,
        request: text.slice(0, text.indexOf(' ')),
        maker,
        record: message,
        recordedAt: now(),
        first: message,
        mark: undefined,
        statuses: [],
        claimant: undefined,
        helpers: new Set(),
        risks: 0,
        isRefused: false,
        isInDoubt: false,
        isToldUnsent: false,
      };
      byId.set(id, facts);
      byAddress.set(address(text, to), facts);
      byRequest.set(facts.request, [...(byRequest.get(facts.request) ?? []), facts]);
      return facts;
    },
  };
};

const address = (text: string, to: string): string => `${to} ${text}`;

/** A message in a line. */
export const shown = ({ id, to, version, status, reason, attempt, charge }: Message): string =>
  JSON.stringify({ id, to, version, status, reason: reason?.code, attempt, charge });

/** What its account and its key are, if its request had one: the texts of requests begin with their names. */
export const keyOf = ({ account, request }: Facts): string | undefined =>
  request.startsWith('unkeyed') ? undefined : `${account} ${request.slice(0, request.lastIndexOf('-'))}`;

/** Whether a process could not say to the store what became of a message: for it died, stood still or was not heard. */
export const couldNotTell = (process: Process | undefined, id: string): boolean =>
  process === undefined || process.state.isDead || process.state.hasFrozen || process.unheard.has(id);
