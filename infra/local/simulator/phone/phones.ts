import type { MessageView } from '../state.ts';
import type { Changes } from '../state-view.ts';

export type Messages = ReadonlyMap<string, MessageView>;

/** The messages with the changes applied; the same list if nothing changed. */
export const withChanges = (messages: Messages, { isWhole, messages: changed }: Changes): Messages => {
  if (!isWhole && changed.length === 0) return messages;
  return new Map([...(isWhole ? [] : messages), ...changed.map((message) => [message.id, message] as const)]);
};

export interface Phone {
  readonly to: string;
  /** In the order in which they were accepted. */
  readonly messages: readonly MessageView[];
  /** The message that changed last. */
  readonly last: MessageView;
  /** Received since someone last looked. */
  readonly unread: number;
}

/** By number: when someone last looked at what it has received. */
export type Read = Readonly<Record<string, string>>;

/** The phones that have or will have messages, newest first. */
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

/** The time up to which a phone is read if someone looks at it now. */
export const readUntil = ({ messages }: Phone): string =>
  messages.reduce((latest, { receivedAt }) => (receivedAt !== null && receivedAt > latest ? receivedAt : latest), '');

/** All are RFC 3339 in UTC, so they sort as texts. */
export const happenedAt = ({ receivedAt, acceptedAt }: MessageView): string => receivedAt ?? acceptedAt;

const compare = (one: string, other: string): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

/** The phones with these digits in their number, however they are typed. */
export const findPhones = (phones: readonly Phone[], typed: string): readonly Phone[] => {
  const digits = typed.replaceAll(/\D/g, '').replace(/^0+/, '');
  return digits === '' ? phones : phones.filter(({ to }) => to.includes(digits));
};

/** Seconds until the next eight o'clock in this page's time zone. */
export const secondsToMorning = (now: Date): number => {
  const morning = new Date(now);
  morning.setHours(8, 0, 0, 0);
  if (morning <= now) morning.setDate(morning.getDate() + 1);
  return Math.ceil((morning.getTime() - now.getTime()) / 1000);
};
