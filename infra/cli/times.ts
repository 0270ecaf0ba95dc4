import { isOnCalendar } from '../../functions/contract/calendar.ts';

/** RFC 3339, section 5.6, and what people write for it: a blank for the `T`, no seconds, no time at all. */
const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s*([Zz]|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads a time as the API takes it. One without an offset is refused: whose evening it means a machine cannot know, and what is
 * sent an hour off cannot be taken back.
 * @throws Error whose message tells what to type in its place
 */
export const readInstant = (text: string): string => {
  const [, day, minute = '00:00', seconds = ':00', offset] = form.exec(text.trim()) ?? [];
  if (day === undefined) throw new Error(`Give it as in ${example}.`);
  const wallClock = `${day}T${minute}${seconds}`;
  if (!isOnCalendar(wallClock)) throw new Error('There is no such time.');
  if (offset === undefined)
    throw new Error(`It lacks its offset: on this machine it would be ${wallClock}${offsetOf(new Date(wallClock))}.`);
  return `${wallClock}${offset.toUpperCase()}`;
};

const example = '2026-12-24T18:00:00+01:00';

/** In this machine's zone, with its offset: it can be typed as it is shown. */
export const showTime = (instant: string): string => {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}${offsetOf(date)}`;
};

const offsetOf = (date: Date): string => {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

const two = (number: number): string => String(number).padStart(2, '0');
