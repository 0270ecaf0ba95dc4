import * as v from 'valibot';
import { type FieldProblem, InvalidRequestError } from '../messages/errors.ts';

/**
 * A value in the form its schema gives it.
 * @param root `''` for a body, whose fields are named by JSON Pointer; `'?'` for query parameters: `?limit`.
 * @throws InvalidRequestError naming every field at fault
 */
export const validate = <const S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  root: '' | '?',
): v.InferOutput<S> => {
  const read = v.safeParse(schema, value);
  if (read.success) return read.output;
  throw new InvalidRequestError(read.issues.map((issue) => fieldProblem(issue, root)));
};

const fieldProblem = (issue: v.BaseIssue<unknown>, root: '' | '?'): FieldProblem => {
  const keys = issue.path?.map(({ key }) => String(key)) ?? [];
  const pointer = root === '' ? keys.map((key) => `/${escapeKey(key)}`).join('') : `?${keys.join('.')}`;
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { pointer, code: 'unknown_field', detail: 'There is no such field.' };
  }
  if (issue.received === 'undefined') return { pointer, code: 'required', detail: 'This field is required.' };
  return { pointer, code: 'invalid', detail: issue.message };
};

/** RFC 6901, section 3. */
const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
