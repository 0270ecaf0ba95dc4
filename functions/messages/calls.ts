import type { Message } from './message.ts';
import type { CallMark } from './ports.ts';

/** The most recipients that the upstream is asked to take in one call. */
export const recipientsPerCall = 100;

/**
 * Messages of one request: where they take more than one call, each with the number of its call. Before a call with a number,
 * the run notes that it begins (`Calls`): what no call had begun for is not in doubt when the run dies.
 */
export const numbered = (messages: readonly Message[]): readonly Message[] => {
  const batches = batchesOf(messages);
  if (batches.length <= 1) return messages;
  const calls = new Map(batches.flatMap((batch, call) => batch.map(({ id }) => [id, call] as const)));
  return messages.map((message) => {
    const call = calls.get(message.id);
    return call === undefined ? message : { ...message, call };
  });
};

/** Calls to the upstream that one run makes at once. */
export const callsAtOnce = 5;

/** The name of a call with a number. */
export const callKey = ({ attempt, call }: CallMark): string => `${attempt}#${call}`;

/** The calls with a number that these messages are for, each once. */
export const marksOf = (messages: readonly Message[]): readonly CallMark[] => {
  const marks = messages.flatMap(({ attempt, call }) => (call === undefined ? [] : [{ attempt, call }]));
  return [...new Map(marks.map((mark) => [callKey(mark), mark])).values()];
};

/** Messages that share a call to the upstream. */
export type Batch = readonly [Message, ...Message[]];

/**
 * Messages that can share a call: same content, sender and time, and number if they have one. Each recipient is in a call
 * once: what the upstream answers to one that is named twice is not known.
 */
export const batchesOf = (messages: readonly Message[]): readonly Batch[] => {
  const open = new Map<string, { readonly batch: [Message, ...Message[]]; readonly recipients: Set<string> }>();
  const batches: Batch[] = [];
  // To write each text out would take ten times as long.
  const texts = new Map<string | undefined, number>();
  for (const message of messages) {
    const { text, type, sender, scheduledAt, call, to } = message;
    const textNumber = texts.get(text) ?? texts.size;
    texts.set(text, textNumber);
    const content = JSON.stringify([textNumber, type, sender, scheduledAt, call]);
    const last = open.get(content);
    if (last !== undefined && last.batch.length < recipientsPerCall && !last.recipients.has(to)) {
      last.batch.push(message);
      last.recipients.add(to);
    } else {
      const fresh: [Message, ...Message[]] = [message];
      open.set(content, { batch: fresh, recipients: new Set([to]) });
      batches.push(fresh);
    }
  }
  return batches;
};
