/** How people group the digits of mobile numbers, by calling code. The last group takes all remaining digits. */
const groups: Readonly<Record<string, readonly number[]>> = {
  '+41': [2, 3, 2, 2],
  '+423': [3, 4],
  '+33': [1, 2, 2, 2, 2],
  '+39': [3, 3, 4],
  '+43': [3, 3, 4],
  '+49': [3, 4, 4],
};

/** The calling codes of ITU-T E.164. Those with one or two digits are listed; all others have three. */
const callingCode = /^\+([17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** An E.164 number with spaces: `+41 79 123 45 67`. Other text, such as `forgotten`, stays as it is. */
export const spacedNumber = (e164: string): string => {
  if (!/^\+\d{5,15}$/.test(e164)) return e164;
  const [code = ''] = callingCode.exec(e164) ?? [];
  return [code, ...grouped(e164.slice(code.length), groups[code] ?? [3, 3, 4])].join(' ');
};

const grouped = (digits: string, [size, ...rest]: readonly number[]): readonly string[] => {
  if (digits === '') return [];
  if (size === undefined || rest.length === 0) return [digits];
  return [digits.slice(0, size), ...grouped(digits.slice(size), rest)];
};
