import { characterProblem } from './text.ts';

/** A text with placeholders, as its fixed parts and its placeholders. */
export type Template = readonly (string | Placeholder)[];

interface Placeholder {
  readonly name: string;
}

/** Letters of any language with their marks (Hindi needs these), digits, and signs that are usual in names. */
const placeholderName = /^[\p{L}\p{M}\p{N}_.-]{1,40}$/u;

const marks = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/** Reads `{name}` as a placeholder, and `{{` and `}}` as braces. @returns for a malformed text, a sentence for the caller */
export const readTemplate = (text: string): Template | string => {
  const parts: (string | Placeholder)[] = [];
  let end = 0;
  for (const { 0: mark, 1: name, index } of text.matchAll(marks)) {
    parts.push(text.slice(end, index));
    end = index + mark.length;
    if (mark === '{{' || mark === '}}') parts.push(mark.slice(1));
    else if (name === undefined)
      return `The text has a "${mark}" without a matching brace. For the brace itself, write "${mark}${mark}".`;
    else if (placeholderName.test(name)) parts.push({ name });
    else
      return `The placeholder {${shortened(name)}} is not valid: a name has 1 to 40 letters, digits, "_", "-" and ".". For braces, write "{{" and "}}".`;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== '');
};

const shortened = (name: string): string => (name.length > 40 ? `${name.slice(0, 39)}…` : name).toWellFormed();

/** The names of a template's placeholders, each as often as it occurs. */
export const namesIn = (template: Template): readonly string[] =>
  template.flatMap((part) => (typeof part === 'string' ? [] : part.name));

/** The names of a text's placeholders, each as often as it occurs. A malformed text has none. */
export const namesInText = (text: string): readonly string[] => {
  const template = readTemplate(text);
  return typeof template === 'string' ? [] : namesIn(template);
};

/** The placeholders of a template as they are written, each once. */
export const placeholdersIn = (template: Template): readonly string[] => [
  ...new Set(namesIn(template).map((name) => `{${name}}`)),
];

/** The text without its placeholders: the part that all recipients get. */
export const fixedPart = (template: Template): string => template.filter((part) => typeof part === 'string').join('');

/** Values by the names of their placeholders. There may be far more of them than placeholders: do not iterate. */
export type Values = Readonly<Record<string, unknown>>;

/** The value of this name from the first source that has one. `null` is no value. */
export const givenValue = (name: string, sources: readonly Values[]): unknown => {
  const source = sources.find((values) => Object.hasOwn(values, name) && values[name] != null);
  return source?.[name];
};

/**
 * Puts the values in place of the placeholders. If that fails, `problem` names the placeholder and says why. Filling stops
 * when the values have more than `mostUnits` UTF-16 code units in all, because a large value may have many placeholders.
 */
export const fill = (
  template: Template,
  sources: readonly Values[],
  mostUnits = Number.POSITIVE_INFINITY,
): { readonly text: string } | { readonly problem: string } => {
  const texts: string[] = [];
  let units = 0;
  for (const part of template) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    const value = givenValue(part.name, sources);
    const problem = valueProblem(value);
    if (problem !== undefined) return { problem: `The value for {${part.name}} ${problem}` };
    const text = String(value);
    units += text.length;
    if (units > mostUnits) return { problem: `The value for {${part.name}} makes the text far too long.` };
    texts.push(text);
  }
  return { text: texts.join('') };
};

const valueProblem = (value: unknown): string | undefined => {
  if (value === undefined) return 'is missing.';
  if (typeof value === 'string') {
    const problem = characterProblem(value);
    return problem && `${problem}.`;
  }
  if (typeof value !== 'number') return 'is neither a string nor a number.';
  return isExact(value) ? undefined : 'is a number that JSON cannot carry exactly. Give it as a string.';
};

/**
 * Whether JSON has carried all digits of a number. A fraction of more than 15 digits may have lost some, and a number
 * that prints with an exponent does not look as it was written.
 */
const isExact = (value: number): boolean =>
  Number.isInteger(value)
    ? Number.isSafeInteger(value)
    : Number.isFinite(value) && !String(value).includes('e') && Number(value.toPrecision(15)) === value;
