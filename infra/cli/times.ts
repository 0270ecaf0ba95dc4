import { isOnCalendar } from '../../functions/contract/calendar.ts';

/** RFC 3339, section 5.6, and what people write instead: a blank for the `T`, no seconds, or no time. */
const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s*([Zz]|[+-]\d{2}:\d{2})?)?$/;

/**
 * Turns what was typed into a time as the API takes it. The offset is required: a machine cannot know which time zone was
 * meant, and a message sent at the wrong hour cannot be taken back.
 * @throws Error with a message that says what to type
 */
export const readInstant = (text: string): string => {
  const [, day, minute = '00:00', seconds = ':00', offset] = form.exec(text.trim()) ?? [];
  if (day === undefined) throw new Error(`Give a time like ${example}.`);
  const wallClock = `${day}T${minute}${seconds}`;
  if (!isOnCalendar(wallClock)) throw new Error('This date or time does not exist.');
  if (offset === undefined)
    throw new Error(
      `The UTC offset is missing. In your time zone, this is ${wallClock}${offsetOf(new Date(wallClock))}.`,
    );
  return `${wallClock}${offset.toUpperCase()}`;
};

const example = '2026-12-24T18:00:00+01:00';

/** In this machine's time zone, in a form that can be typed as well. */
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
