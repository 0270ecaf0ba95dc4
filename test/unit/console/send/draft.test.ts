import { describe, expect, test } from 'vitest';
import {
  askedFor,
  emptyFields,
  fieldsFrom,
  isEmpty,
  requestFor,
  type SendFields,
} from '../../../../functions/console/pages/send/draft.ts';

const to = ['+41791234567'];

const fields = (some: Partial<SendFields>): SendFields => ({ ...emptyFields, ...some });

test('a form is empty until somebody writes', () => {
  expect(isEmpty(fields({ text: ' \n' }))).toBe(true);
  expect(isEmpty(fields({ recipients: '079' }))).toBe(false);
});

describe('what was asked for before the page was closed', () => {
  test('is read as it was', () => {
    const request = requestFor(fields({ text: 'Hello', validFor: '300' }), to, undefined);

    expect(askedFor(fields({ asked: JSON.stringify(request) }))).toEqual(request);
  });

  test.each(['', 'none', 'null', '{}', '[]', '{"to":["+41"]}'])('cannot be read: %j', (asked) => {
    expect(askedFor(fields({ asked }))).toBeUndefined();
  });
});

describe('the request of a draft', () => {
  test('has what was given, and nothing else', () => {
    expect(requestFor(fields({ text: ' {Hello} ' }), to, undefined)).toEqual({ to, text: ' {Hello} ' });
  });

  test('has all that can be given', () => {
    const draft = fields({
      text: 'Hello',
      sender: ' Shop ',
      reference: 'order-7',
      isFlash: true,
      encoding: 'smart',
      validFor: '300',
    });

    expect(requestFor(draft, to, undefined)).toEqual({
      to,
      text: 'Hello',
      sender: 'Shop',
      reference: 'order-7',
      type: 'flash',
      encoding: 'smart',
      validFor: 300,
    });
  });

  test('counts the validity of what is scheduled from then', () => {
    const request = requestFor(fields({ text: 'Hello', validFor: '300' }), to, new Date('2026-12-24T17:00:00Z'));

    expect(request).toEqual({
      to,
      text: 'Hello',
      scheduledAt: '2026-12-24T17:00:00.000Z',
      validUntil: '2026-12-24T17:05:00.000Z',
    });
  });
});

test('a message that is sent again is a draft with what is left of it', () => {
  const message = {
    id: 'msg_1',
    to: '+41791234567',
    status: 'indeterminate',
    text: null,
    type: 'flash',
    sender: null,
    segments: 1,
    encoding: 'gsm-7',
    reference: 'order-7',
    metadata: {},
    scheduledAt: null,
    createdAt: '2026-11-26T10:00:00Z',
    updatedAt: '2026-11-26T10:00:00Z',
  } as const;

  expect(fieldsFrom(message)).toMatchObject({
    recipients: '+41791234567',
    text: '',
    sender: '',
    reference: 'order-7',
    isFlash: true,
    againId: 'msg_1',
    againStatus: 'indeterminate',
    lacksText: true,
    lacksNumber: false,
  });
  expect(fieldsFrom({ ...message, to: 'forgotten' })).toMatchObject({ recipients: '', lacksNumber: true });
});
