import { expect, test } from 'vitest';
import { ConnectionError, InvalidRequestError } from '../../../../functions/client/index.ts';
import { problemsIn } from '../../../../functions/console/pages/send/fields.ts';

const refused = (...errors: readonly (readonly [pointer: string, detail: string])[]) =>
  new InvalidRequestError('', {
    status: 400,
    problem: {
      type: 'urn:textgate:problem:invalid-request',
      title: '',
      status: 400,
      detail: '',
      errors: errors.map(([pointer, detail]) => ({ pointer, code: 'invalid', detail })),
    },
  });

test('what is wrong with a field stands beside it', () => {
  const error = refused(
    ['/to/3', 'Too long.'],
    ['/text', 'Empty.'],
    ['/validUntil', 'Too early.'],
    ['/scheduledAt', 'Past.'],
  );

  expect(problemsIn(error)).toEqual({
    fields: { recipients: 'Too long.', text: 'Empty.', validFor: 'Too early.', sendAt: 'Past.' },
    isGeneral: false,
  });
});

test('several of one field stand together', () => {
  expect(problemsIn(refused(['/text', 'One.'], ['/encoding', 'Two.'])).fields).toEqual({ text: 'One. Two.' });
});

test.each([[refused(['/metadata', 'Too many.'])], [refused(['/toString', 'None.'])], [new ConnectionError('')]])(
  'what is of no field of the form is told for all of it',
  (error) => {
    expect(problemsIn(error)).toEqual({ fields: {}, isGeneral: true });
  },
);

test('nothing failed: nothing is wrong', () => {
  expect(problemsIn(undefined)).toEqual({ fields: {}, isGeneral: false });
});
