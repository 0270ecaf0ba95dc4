import { expect, test } from 'vitest';
import { listParameters } from '../../../functions/contract/list.ts';
import { sendBody } from '../../../functions/contract/send.ts';
import { suppressBody } from '../../../functions/contract/suppressions.ts';
import { webhookChanges } from '../../../functions/contract/webhooks.ts';
import { InvalidInputError } from '../../../functions/http/problems.ts';
import { validate } from '../../../functions/http/validate.ts';

const body = { to: '+41791234567', text: 'Hello' };

const problemOf = (check: () => unknown) => {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems[0];
    throw error;
  }
  return expect.unreachable();
};

test.each<[object, string, string]>([
  [{ ...body, to: 791234567 }, '/to', 'Must be a string or a list of strings.'],
  [{ ...body, to: [] }, '/to', 'Must not be empty.'],
  [{ ...body, to: Array(1001).fill('') }, '/to', 'Must have at most 1000 entries.'],
  [{ ...body, text: 5 }, '/text', 'Must be a string.'],
  [{ ...body, type: 'loud' }, '/type', 'Must be one of: "text", "flash".'],
  [{ ...body, reference: 'x'.repeat(101) }, '/reference', 'Must have at most 100 characters.'],
  [{ ...body, reference: '' }, '/reference', 'Must not be empty.'],
  [{ ...body, metadata: 'x' }, '/metadata', 'Must be an object.'],
  [{ ...body, validFor: '60' }, '/validFor', 'Must be a number.'],
  [{ ...body, validFor: 60.5 }, '/validFor', 'Must be a whole number.'],
  [{ ...body, validFor: 29 }, '/validFor', 'Must be at least 30.'],
])('says in plain words what is wrong with the body %j', (value, pointer, detail) => {
  expect(problemOf(() => validate(sendBody, value, ''))).toEqual({ pointer, code: 'invalid', detail });
});

test('counts an emoji as one character, as the OpenAPI document does', () => {
  const description = '🎉'.repeat(200);

  expect(validate(webhookChanges, { description }, '')).toEqual({ description });
  expect(problemOf(() => validate(webhookChanges, { description: `${description}!` }, ''))).toMatchObject({
    pointer: '/description',
    detail: 'Must have at most 200 characters.',
  });
});

test.each<[object, string, string]>([
  [{ limit: '0' }, '?limit', 'Must be at least 1.'],
  [{ limit: '101' }, '?limit', 'Must be at most 100.'],
])('says in plain words what is wrong with the query %j', (value, pointer, detail) => {
  expect(problemOf(() => validate(listParameters, value, '?'))).toEqual({ pointer, code: 'invalid', detail });
});

test('says in plain words what is wrong with what is not true or false', () => {
  expect(problemOf(() => validate(webhookChanges, { enabled: 'true' }, ''))?.detail).toBe('Must be true or false.');
});

test('says of null that it may not be that, also where the field may be left out', () => {
  for (const field of ['url', 'events', 'enabled']) {
    expect(problemOf(() => validate(webhookChanges, { [field]: null }, ''))).toEqual({
      pointer: `/${field}`,
      code: 'required',
      detail: 'This field must not be null.',
    });
  }
});

test('takes no list for an object, also where no field is required', () => {
  expect(problemOf(() => validate(suppressBody, [], ''))).toEqual({
    pointer: '',
    code: 'invalid',
    detail: 'Must be an object.',
  });
});
