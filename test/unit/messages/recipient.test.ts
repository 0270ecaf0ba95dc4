import { expect, test } from 'vitest';
import { entryAt, fieldOf, readRecipient, shownRecipient } from '../../../functions/messages/recipient.ts';
import { rules } from '../../support/model/messages.ts';

const to = '+41791234567';

test.each([
  ['its number', { to }, { to }],
  ['its number and values', { to, values: { a: 1 } }, { to, values: { a: 1 } }],
  ['no values, said so', { to, values: null }, { to }],
  ['no number', {}, { to: undefined }],
])('an entry of recipients has %s', (_, given, entry) => {
  expect(entryAt({ to: [given], listedIn: 'recipients' }, 0)).toStrictEqual(entry);
});

test.each([
  ['is a text', to, { to, problem: expect.stringContaining('an object such as') }],
  ['has another field', { to, value: 1 }, { to, problem: expect.stringContaining('"value"') }],
  ['has a list of values', { to, values: [1] }, { to, problem: expect.stringContaining('must be an object') }],
])('an entry of recipients is refused that %s', (_, given, entry) => {
  const read = entryAt({ to: [given], listedIn: 'recipients' }, 0);

  expect(read).toStrictEqual(entry);
  expect(readRecipient(read, rules)).toStrictEqual({ ok: false, code: 'invalid_recipient', problem: read.problem });
});

test('an entry of to is whatever stands there', () => {
  expect(entryAt({ to: [{ to }], listedIn: 'to' }, 0)).toStrictEqual({ to: { to } });
});

test.each([
  ['a single recipient', { to: [to] }, 'invalid_number', ['to']],
  ['one of a list', { to: [to], listedIn: 'to' }, 'invalid_number', ['to', 0]],
  ['one of several', { to: [to, to] }, 'invalid_number', ['to', 0]],
  ['an entry of recipients', { to: [{ to }], listedIn: 'recipients' }, 'invalid_number', ['recipients', 0, 'to']],
  ['its values', { to: [{ to }], listedIn: 'recipients' }, 'invalid_values', ['recipients', 0, 'values']],
  ['the values of all', { to: [to, to], listedIn: 'to' }, 'invalid_values', ['values']],
] as const)('a problem names %s', (_, listed, code, field) => {
  expect(fieldOf(listed, 0, code)).toEqual(field);
});

test('a recipient is shown with 64 characters at most', () => {
  expect(shownRecipient('x'.repeat(64))).toBe('x'.repeat(64));
  expect(shownRecipient('x'.repeat(65))).toBe(`${'x'.repeat(63)}…`);
});
