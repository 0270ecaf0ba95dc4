import type { MessageView } from '../state.ts';
import type { Changes } from '../state-view.ts';

export type Messages = ReadonlyMap<string, MessageView>;

/** The messages with what has changed laid over them; the same ones where nothing has. */
export const withChanges = (messages: Messages, { isWhole, messages: changed }: Changes): Messages => {
  if (!isWhole && changed.length === 0) return messages;
  return new Map([...(isWhole ? [] : messages), ...changed.map((message) => [message.id, message] as const)]);
};

export interface Phone {
  readonly to: string;
  /** In the order they were taken. */
  readonly messages: readonly MessageView[];
  /** The one that something happened to last. */
  readonly last: MessageView;
  /** Received since it was last looked at. */
  readonly unread: number;
}

/** By number: when what it has received was last looked at. */
export type Read = Readonly<Record<string, string>>;

/** The phones that got messages, or will: the newest first. */
export const phonesOf = (messages: Messages, read: Read): readonly Phone[] =>
  Array.from(
    Map.groupBy(messages.values(), ({ to }) => to),
    ([to, own]) => phoneOf(to, own, read[to] ?? ''),
  ).toSorted((one, other) => compare(happenedAt(other.last), happenedAt(one.last)));

const phoneOf = (to: string, own: readonly MessageView[], readUntil: string): Phone => ({
  to,
  messages: own.toSorted((one, other) => compare(one.acceptedAt, other.acceptedAt)),
  last: own.reduce((last, message) => (happenedAt(message) >= happenedAt(last) ? message : last)),
  unread: own.filter(({ receivedAt }) => receivedAt !== null && receivedAt > readUntil).length,
});

/** Up to when a phone is read by whoever looks at it now. */
export const readUntil = ({ messages }: Phone): string =>
  messages.reduce((latest, { receivedAt }) => (receivedAt !== null && receivedAt > latest ? receivedAt : latest), '');

/** RFC 3339 in UTC, all of them: they sort as texts do. */
export const happenedAt = ({ receivedAt, acceptedAt }: MessageView): string => receivedAt ?? acceptedAt;

const compare = (one: string, other: string): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

/** Those in whose number these digits stand, however they are written. */
export const findPhones = (phones: readonly Phone[], typed: string): readonly Phone[] => {
  const digits = typed.replaceAll(/\D/g, '').replace(/^0+/, '');
  return digits === '' ? phones : phones.filter(({ to }) => to.includes(digits));
};

/** Seconds until the next eight o'clock of the zone that dates are in here. */
export const secondsToMorning = (now: Date): number => {
  const morning = new Date(now);
  morning.setHours(8, 0, 0, 0);
  if (morning <= now) morning.setDate(morning.getDate() + 1);
  return Math.ceil((morning.getTime() - now.getTime()) / 1000);
};
