import { mostSegments } from '../contract/send.ts';
import type { Message } from './message.ts';
import { type Replacement, smartly } from './smart-encoding.ts';
import { fill, fixedPart, namesIn, placeholdersIn, readTemplate, type Values } from './template.ts';
import { measureText, mostUnits, textProblem } from './text.ts';

/** The text of a request, and the values for its placeholders. */
export interface Words {
  readonly text: string;
  /** Absent: the text has no placeholders, and its braces are braces. */
  readonly values?: Values;
  readonly isSmart?: boolean;
}

/** The text of one message, with its encoding and segments. */
export interface Wording extends Required<Pick<Message, 'text' | 'encoding' | 'segments'>> {
  /** What smart encoding replaced in it. */
  readonly replaced: readonly Replacement[];
}

export interface Wordings {
  /** Why the text can be sent to no recipient; `undefined`: it depends on the recipient's values. */
  readonly problem: string | undefined;
  /** The text for a recipient with these own values, and why it cannot be sent. If it cannot be filled, only why. */
  for(own: Values | undefined): OwnWording;
}

export type OwnWording =
  | { readonly wording: Wording; readonly problem: undefined }
  | { readonly wording: Wording | undefined; readonly problem: string };

/** Prepares the texts of a request. Equal texts are prepared once. */
export const wordingsOf = ({ text, values, isSmart = false }: Words, maxSegments: number): Wordings => {
  const worded = new Map<string, Worded>();
  const word = (given: string): Worded => {
    const known = worded.get(given);
    if (known !== undefined) return known;
    const { text, replaced } = isSmart ? smartly(given) : { text: given, replaced: [] };
    const { encoding, segments } = measureText(text);
    const word = {
      wording: { text, encoding, segments, replaced },
      problem: textProblem(text, { segments }, maxSegments),
    };
    worded.set(given, word);
    return word;
  };
  /** The wordings of a text without placeholders, or of one that cannot be filled. */
  const asWritten = (problem: string | undefined): Wordings => ({
    problem,
    for: () => ({ wording: word(text).wording, problem: undefined }),
  });

  if (values === undefined) return asWritten(word(text).problem);
  const template = readTemplate(text);
  if (typeof template === 'string') return asWritten(template);
  if (namesIn(template).length > mostUnits(mostSegments)) {
    return asWritten('The text has more placeholders than it may have characters.');
  }
  const placeholders = placeholdersIn(template);
  const fixed = fixedPart(template);
  return {
    problem: fixed === '' && placeholders.length > 0 ? undefined : word(fixed).problem,
    for: (own = {}) => {
      const filled = fill(template, [own, values], mostUnitsFilled);
      if ('problem' in filled) return { wording: undefined, ...filled };
      const { wording, problem } = word(filled.text);
      return problem === undefined
        ? { wording, problem }
        : { wording, problem: `With the values for ${placeholders.slice(0, 5).join(', ')}: ${problem}` };
    },
  };
};

/**
 * The limit for values. It does not depend on the deployment's setting, because a replay must accept texts that an
 * earlier setting allowed. It is doubled because smart encoding may remove characters.
 */
const mostUnitsFilled = 2 * mostUnits(mostSegments);

interface Worded {
  readonly wording: Wording;
  readonly problem: string | undefined;
}
