import type { Scope, Textgate } from '../../../client/index.ts';

const e164 = /^\+[1-9]\d{4,14}$/;

export const isE164 = (text: string): boolean => e164.test(text);

/** What is between the digits as people write them. */
const punctuation = /[\s()./\u2010-\u2015-]/g;

/** A number that is E.164 but for punctuation, and for `00` in place of its plus sign. */
export const bareNumber = (text: string): string | undefined => {
  const number = text.replace(punctuation, '').replace(/^00/, '+');
  return isE164(number) ? number : undefined;
};

/** What somebody wrote as a recipient: its number, or why it is none (`undefined`: nobody said). */
export type Recipient = { readonly number: string } | { readonly number: undefined; readonly why: string | undefined };

interface Asked {
  readonly textgate: Pick<Textgate, 'numbers'>;
  readonly may: (scope: Scope) => boolean;
}

/** Reads a recipient as people write it: by the API, where the key may ask it, for only that knows the region. */
export const readRecipient = async (text: string, { textgate, may }: Asked): Promise<Recipient> => {
  if (isE164(text)) return { number: text };
  const bare = bareNumber(text);
  const byItself: Recipient = bare === undefined ? { number: undefined, why: undefined } : { number: bare };
  if (!may('numbers:read')) return byItself;
  try {
    const { number, problem } = await textgate.numbers.normalize(text);
    return number === null ? { number: undefined, why: problem?.detail } : { number };
  } catch {
    // To look for messages, no more is needed.
    return byItself;
  }
};
