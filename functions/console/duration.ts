/** Writes a duration for people: `120 ms`, `2.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export const duration = (millis: number): string => {
  if (millis < 1_000) return `${Math.max(0, millis)} ms`;
  if (millis < 10_000) return `${(Math.floor(millis / 100) / 10).toString()} s`;
  const seconds = Math.floor(millis / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return pair(seconds, 3_600, 'h', 60, 'min');
  return pair(seconds, 86_400, 'd', 3_600, 'h');
};

const pair = (seconds: number, large: number, largeName: string, small: number, smallName: string): string => {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
};
