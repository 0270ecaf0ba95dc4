import { language } from '../words.ts';

const today = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const otherDay = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const otherYear = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const whole = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' });

const formatFor = (at: Date, now: Date): Intl.DateTimeFormat => {
  if (at.toDateString() === now.toDateString()) return today;
  return at.getFullYear() === now.getFullYear() ? otherDay : otherYear;
};

/** A time in the browser's time zone. Hovering shows all of it. */
export const Time = ({ at }: { readonly at: string }) => {
  const time = new Date(at);
  return (
    <time dateTime={at} title={whole.format(time)}>
      {formatFor(time, new Date()).format(time)}
    </time>
  );
};
