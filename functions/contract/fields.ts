import * as v from 'valibot';

/** Parts that the shapes of several subjects share. */

export const described = <const S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

/** Whether a JSON value is an object: a list is none. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The record refuses half of a surrogate pair, which JSON can carry. */
export const unicode = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed(), 'This is not valid Unicode: it contains half of a surrogate pair.'),
);

/** Characters as JSON Schema counts them: an emoji is one of them, though two of JavaScript's. */
export const hasAtMost = (text: string, max: number): boolean => text.length <= max || [...text].length <= max;

export const textUpTo = (max: number) =>
  v.pipe(
    unicode,
    v.check((text) => hasAtMost(text, max), `Must have at most ${max} characters.`),
    v.metadata({ maxLength: max }),
  );

export const limitedText = (max: number) => v.pipe(textUpTo(max), v.minLength(1));

/** What our answers write for none, our requests take for none. */
export const optional = <const S extends v.GenericSchema>(schema: S) => v.exactOptional(v.nullable(schema));

export const integer = v.pipe(v.number(), v.integer());

export const time = v.pipe(v.string(), v.metadata({ format: 'date-time' }));

/** Why a message has its status. */
export const reason = v.object({ code: v.string(), text: v.string() });
