import * as v from 'valibot';

export const described = <const S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

/** Whether a JSON value is an object and not a list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON can carry half of a surrogate pair, but DynamoDB refuses it. */
export const unicode = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed(), 'This is not valid Unicode: it contains half of a surrogate pair.'),
);

/** Counts characters as JSON Schema does: an emoji is one, though JavaScript counts two. */
export const hasAtMost = (text: string, max: number): boolean => text.length <= max || [...text].length <= max;

export const textUpTo = (max: number) =>
  v.pipe(
    unicode,
    v.check((text) => hasAtMost(text, max), `Must have at most ${max} characters.`),
    v.metadata({ maxLength: max }),
  );

export const limitedText = (max: number) => v.pipe(textUpTo(max), v.minLength(1));

/** Replies write `null` for an absent value, so requests accept it as absent. */
export const optional = <const S extends v.GenericSchema>(schema: S) => v.exactOptional(v.nullable(schema));

export const integer = v.pipe(v.number(), v.integer());

export const time = v.pipe(v.string(), v.metadata({ format: 'date-time' }));

/** Why a message has its status. */
export const reason = v.object({ code: v.string(), text: v.string() });
