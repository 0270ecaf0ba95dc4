/** The codings in which files are kept, smallest first. */
const codings = ['br', 'gzip'] as const;

export type ContentCoding = (typeof codings)[number];

/**
 * The best coding that a request accepts (RFC 9110, section 12.5.3). `undefined`: none, or there is no header.
 * @param accepted `Accept-Encoding`, as `gzip;q=0.5, br`
 */
export const contentCodingFor = (accepted = ''): ContentCoding | undefined => {
  const weights = new Map(accepted.split(',').map(readPart));
  return codings.find((coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
};

const readPart = (part: string): readonly [coding: string, weight: number] => {
  const [coding = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
  return [coding, weight === undefined ? 1 : Number(weight.replace(/^q\s*=\s*/, ''))];
};
