/** Swedish writes dates the way the gateway does: `2006-12-06 20:05:00`. */
const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Zurich',
  dateStyle: 'short',
  timeStyle: 'medium',
});

const hour = 3_600_000;

export const toZurichTime = (instant: number): string => format.format(instant);

/**
 * The instant, in ms, that a Zurich local time stands for; `undefined` if it is not one.
 *
 * In the autumn's repeated hour the first of the two; a time in the hour that spring leaves out is invalid.
 */
export const fromZurichTime = (text: string): number | undefined => {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const asUtc = Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  return [asUtc - 2 * hour, asUtc - hour].find((instant) => toZurichTime(instant) === text);
};
