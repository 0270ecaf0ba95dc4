import type { Message } from './message.ts';
import type { CallMark } from './ports.ts';

/** The most recipients that textgate puts into one call to the upstream. */
export const recipientsPerCall = 100;

/**
 * Gives the messages of a request the number of their call, if they need more than one. Before a numbered call begins,
 * the run notes it in `Calls`. If the run dies, the messages of calls that had not begun are not in doubt.
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

/** How many calls to the upstream one run makes at once. */
export const callsAtOnce = 5;

export const callKey = ({ attempt, call }: CallMark): string => `${attempt}#${call}`;

/** The numbered calls of these messages, each once. */
export const marksOf = (messages: readonly Message[]): readonly CallMark[] => {
  const marks = messages.flatMap(({ attempt, call }) => (call === undefined ? [] : [{ attempt, call }]));
  return [...new Map(marks.map((mark) => [callKey(mark), mark])).values()];
};

/** Messages that share a call to the upstream. */
export type Batch = readonly [Message, ...Message[]];

/**
 * Groups messages that can share a call: same text, type, sender, time and call number. A call has each recipient once,
 * because nobody knows what the upstream answers for a recipient named twice.
 */
export const batchesOf = (messages: readonly Message[]): readonly Batch[] => {
  const lastBatches = new Map<string, { readonly batch: [Message, ...Message[]]; readonly recipients: Set<string> }>();
  const batches: Batch[] = [];
  // The keys below hold a number for each text: with whole texts this would take ten times as long.
  const texts = new Map<string | undefined, number>();
  for (const message of messages) {
    const { text, type, sender, scheduledAt, call, to } = message;
    const textNumber = texts.get(text) ?? texts.size;
    texts.set(text, textNumber);
    const content = JSON.stringify([textNumber, type, sender, scheduledAt, call]);
    const last = lastBatches.get(content);
    if (last !== undefined && last.batch.length < recipientsPerCall && !last.recipients.has(to)) {
      last.batch.push(message);
      last.recipients.add(to);
    } else {
      const fresh: [Message, ...Message[]] = [message];
      lastBatches.set(content, { batch: fresh, recipients: new Set([to]) });
      batches.push(fresh);
    }
  }
  return batches;
};
