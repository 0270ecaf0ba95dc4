import type { Status } from '../../functions/contract/statuses.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { SendRequest } from '../../functions/messages/plan.ts';
import type { CallMark } from '../../functions/messages/ports.ts';
import type { Process } from './process.ts';
import { textFor } from './request.ts';

/** Everything that an omniscient observer knows of a message. */
export interface Facts {
  readonly id: string;
  readonly account: string;
  readonly text: string;
  readonly to: string;
  /** The name of the request that asked for the message. */
  readonly request: string;
  /** The process that made the record. */
  readonly maker: Process | undefined;
  record: Message;
  /** When the record was made: milliseconds since 1970. */
  recordedAt: number;
  /** The record's first version. */
  readonly first: Message;
  /** The hand-over call that it was claimed for, if that has a number. */
  mark: CallMark | undefined;
  /** Its status in each version. */
  readonly statuses: Status[];
  /** The process that claimed it last. */
  claimant: Process | undefined;
  /** Processes that do a job with this message. */
  readonly helpers: Set<Process>;
  /** How many calls for it may have reached the upstream. */
  risks: number;
  /** The upstream has said that it refuses the message. */
  isRefused: boolean;
  /** The process that handed it over cannot know whether the upstream accepted it. */
  isInDoubt: boolean;
  /** Its sender was told that nothing was sent and nothing will be. */
  isToldUnsent: boolean;
}

/** What is known of all messages, and of the processes that work on them. */
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

    /** Notes a process that has begun, perhaps with a request. */
    knows: (process: Process, request?: SendRequest): void => {
      processes.set(process.name, process);
      if (request !== undefined) requests.set(process, request);
    },

    /** Notes that a process does a job for these messages. */
    helps: (process: Process, ids: readonly string[]): void => {
      for (const id of ids) byId.get(id)?.helpers.add(process);
    },

    /** Notes a message that has just been recorded. */
    add: (message: Message): Facts => {
      const { id, account, to } = message;
      const maker = processOf(message);
      // A record may lack its text.
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

/** A message in one line. */
export const shown = ({ id, to, version, status, reason, attempt, charge }: Message): string =>
  JSON.stringify({ id, to, version, status, reason: reason?.code, attempt, charge });

/** The account and the idempotency key, if the request had one. Texts begin with the name of their request. */
export const keyOf = ({ account, request }: Facts): string | undefined =>
  request.startsWith('unkeyed') ? undefined : `${account} ${request.slice(0, request.lastIndexOf('-'))}`;

/** Whether a process could not record what became of a message, because it died, stood still or got no answer. */
export const couldNotTell = (process: Process | undefined, id: string): boolean =>
  process === undefined || process.state.isDead || process.state.hasFrozen || process.unheard.has(id);
