import { type Status, statuses } from '../contract/statuses.ts';
import type { History, HistoryEntry } from '../messages/history.ts';

/*
 * A message's history is stored as one short text, because every change writes all of it again. An entry has the
 * status, the milliseconds since the message was made (in base 36), and the code of the reason if there is one:
 * `submitting+0 accepted+8c:gateway_unreachable submitting+1oc5 queued+1oeh`.
 */

export const historyText = (history: History, createdAt: string): string =>
  history.map((entry) => entryText(entry, createdAt)).join(' ');

const entryText = ({ status, at, reason }: HistoryEntry, createdAt: string): string => {
  const millis = at === createdAt ? 0 : Date.parse(at) - Date.parse(createdAt);
  return `${status}+${millis.toString(36)}${reason === undefined ? '' : `:${reason}`}`;
};

/** @returns `undefined` if the text cannot be read */
export const readHistory = (text: string, createdAt: string): History | undefined => {
  const start = Date.parse(createdAt);
  if (Number.isNaN(start)) return undefined;
  const entries = text.split(' ').map((part) => readEntry(part, start));
  const readable = entries.filter((entry) => entry !== undefined);
  return readable.length === entries.length ? readable : undefined;
};

/** The minus is there because a clock may go back. Nine digits are 3,000 years, so that every value is a valid time. */
const entryForm = /^([a-z_]+)\+(-?[0-9a-z]{1,9})(?::(\S+))?$/;

const readEntry = (text: string, start: number): HistoryEntry | undefined => {
  const [, name = '', millis = '', reason] = entryForm.exec(text) ?? [];
  if (!isStatus(name)) return undefined;
  const at = new Date(start + Number.parseInt(millis, 36)).toISOString();
  return { status: name, at, ...(reason !== undefined && { reason }) };
};

const known: ReadonlySet<string> = new Set(statuses);

const isStatus = (name: string): name is Status => known.has(name);
