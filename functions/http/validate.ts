import * as v from 'valibot';
import type { InputProblem } from '../contract/problems.ts';
import { jsonPointer } from './json-pointer.ts';
import { InvalidInputError } from './problems.ts';

/**
 * Validates a value and returns the schema's output.
 * @param root `''` for a body, whose fields are named by JSON Pointer; `'?'` for query parameters: `?limit`.
 * @throws InvalidInputError naming every field at fault
 */
export const validate = <const S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  root: '' | '?',
): v.InferOutput<S> => {
  // Valibot takes a list for an object. Its method `values` would even count as a field of that name.
  const read = v.safeParse(schema, Array.isArray(value) ? { ...value } : value);
  // If no field is required, an empty list passes.
  if (read.success && Array.isArray(value))
    throw new InvalidInputError([{ pointer: '', code: 'invalid', detail: 'Must be an object.' }]);
  if (read.success) return read.output;
  // Valibot reports the rules between fields last; a person should read them first.
  const issues = [...read.issues].sort((a, b) => Number(b.type === 'raw_check') - Number(a.type === 'raw_check'));
  const problems = issues.flatMap((issue) => inputProblems(issue, root, []));
  // One problem per field: after the first failed check the others mean little.
  throw new InvalidInputError(
    [...Map.groupBy(problems, ({ pointer }) => pointer).values()].flatMap(([first]) => first ?? []),
  );
};

/** If a value fits none of several forms, the problems are those inside the form that it resembles most. */
const inputProblems = (issue: v.BaseIssue<unknown>, root: '' | '?', parents: readonly string[]): InputProblem[] => {
  const keys = [...parents, ...(issue.path?.map(({ key }) => String(key)) ?? [])];
  const inside = issue.issues?.filter(({ path }) => path !== undefined) ?? [];
  if (inside.length > 0) return inside.flatMap((part) => inputProblems(part, root, keys));
  return [inputProblem(issue, root, keys)];
};

const inputProblem = (issue: v.BaseIssue<unknown>, root: '' | '?', keys: readonly string[]): InputProblem => {
  const pointer = root === '' ? jsonPointer(keys) : `?${keys.join('.')}`;
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { pointer, code: 'unknown_field', detail: 'There is no such field.' };
  }
  const isMissing =
    issue.received === 'undefined' || (issue.received === 'null' && issue.path?.at(-1)?.type === 'object');
  // A field that may be left out may still not be `null`.
  const detail = issue.received === 'null' ? 'This field must not be null.' : 'This field is required.';
  if (isMissing) return { pointer, code: 'required', detail };
  return { pointer, code: 'invalid', detail: detailOf(issue) };
};

/** Valibot's own messages are in terms of types and operators. These replace them if a schema has no message. */
const detailOf = ({ message, type, requirement, expected }: v.BaseIssue<unknown>): string => {
  if (!message.startsWith('Invalid ')) return message;
  switch (type) {
    case 'string':
      return 'Must be a string.';
    case 'number':
      return 'Must be a number.';
    case 'boolean':
      return 'Must be true or false.';
    case 'integer':
      return 'Must be a whole number.';
    case 'array':
      return 'Must be a list.';
    case 'record':
    case 'strict_object':
      return 'Must be an object.';
    case 'picklist':
      return `Must be one of: ${expected?.replaceAll(/[()]/g, '').replaceAll(' | ', ', ')}.`;
    case 'min_length':
      return requirement === 1 ? 'Must not be empty.' : `Must have at least ${requirement} entries.`;
    case 'max_length':
      return `Must have at most ${requirement} entries.`;
    case 'min_value':
      return `Must be at least ${requirement}.`;
    case 'max_value':
      return `Must be at most ${requirement}.`;
    default:
      return message;
  }
};
