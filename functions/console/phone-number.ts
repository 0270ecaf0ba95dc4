/** How people group the digits of their mobile numbers, by calling code; the last group takes what is left. */
const groups: Readonly<Record<string, readonly number[]>> = {
  '+41': [2, 3, 2, 2],
  '+423': [3, 4],
  '+33': [1, 2, 2, 2, 2],
  '+39': [3, 3, 4],
  '+43': [3, 3, 4],
  '+49': [3, 4, 4],
};

/** A number in E.164 as people write it: `+41 79 123 45 67`. What is none, as `forgotten`, stays as it is. */
export const spacedNumber = (e164: string): string => {
  if (!/^\+\d{5,15}$/.test(e164)) return e164;
  const code = Object.keys(groups).find((prefix) => e164.startsWith(prefix)) ?? e164.slice(0, 3);
  return [code, ...grouped(e164.slice(code.length), groups[code] ?? [3, 3, 3])].join(' ');
};

const grouped = (digits: string, [size, ...rest]: readonly number[]): readonly string[] => {
  if (digits === '') return [];
  if (size === undefined || rest.length === 0) return [digits];
  return [digits.slice(0, size), ...grouped(digits.slice(size), rest)];
};
