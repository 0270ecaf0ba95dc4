import type { Scope, Textgate } from '../../../client/index.ts';

const e164 = /^\+[1-9]\d{4,14}$/;

export const isE164 = (text: string): boolean => e164.test(text);

/** What people write between the digits. */
const punctuation = /[\s()./\u2010-\u2015-]/g;

/** Reads an E.164 number that may have punctuation, or `00` instead of the plus sign. */
export const bareNumber = (text: string): string | undefined => {
  const number = text.replace(punctuation, '').replace(/^00/, '+');
  return isE164(number) ? number : undefined;
};

/** A recipient as somebody wrote it: its number, or why it is not one (`undefined`: the reason is not known). */
export type Recipient = { readonly number: string } | { readonly number: undefined; readonly why: string | undefined };

interface Asked {
  readonly textgate: Pick<Textgate, 'numbers'>;
  readonly may: (scope: Scope) => boolean;
}

/**
 * Reads a recipient as people write it. It asks the API if the key allows that, because only the API knows the region.
 */
export const readRecipient = async (text: string, { textgate, may }: Asked): Promise<Recipient> => {
  if (isE164(text)) return { number: text };
  const bare = bareNumber(text);
  const byItself: Recipient = bare === undefined ? { number: undefined, why: undefined } : { number: bare };
  if (!may('numbers:read')) return byItself;
  try {
    const { number, problem } = await textgate.numbers.normalize(text);
    return number === null ? { number: undefined, why: problem?.detail } : { number };
  } catch {
    // This is good enough for a search.
    return byItself;
  }
};
