import { describe, expect, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { codesOf, errorText, refusalCode, statusText } from '../../../functions/upstream/answer-codes.ts';
import { failures, stateOf } from '../../../functions/upstream/codes.ts';
import { aMessage, now } from '../../support/model/messages.ts';

/** What a client of the gateway takes our own statuses for. */
const toldAs: Partial<Record<Status, Status>> = { accepted: 'queued', submitting: 'queued', indeterminate: 'failed' };

describe('codesOf', () => {
  test.each(statuses)('tells "%s" so that it is read back', (status) => {
    const { error, status: code } = codesOf(aMessage({ status }), now);

    expect(stateOf(error, code)?.status).toBe(toldAs[status] ?? status);
  });

  test.each([2, 3, 4, 5, 6, 7, 8])('tells the failure of error code %i so that it is read back', (errorCode) => {
    const reason = failures.get(errorCode);
    const { error, status } = codesOf(aMessage({ status: 'failed', ...(reason && { reason }) }), now);

    expect(error).toBe(errorCode);
    expect(stateOf(error, status)).toEqual({ status: 'failed', reason });
  });

  test.each([4, 5, 7])('tells the failure of status code %i so that it is read back', (statusCode) => {
    const reason = stateOf(1, statusCode)?.reason;
    const { error, status } = codesOf(aMessage({ status: 'failed', ...(reason && { reason }) }), now);

    expect([error, status]).toEqual([1, statusCode]);
    expect(stateOf(error, status)).toEqual({ status: 'failed', reason });
  });

  test('calls a message that waits for its time scheduled', () => {
    const waiting = aMessage({ status: 'accepted', scheduledAt: '2030-06-01T12:00:01.000Z' });

    expect(codesOf(waiting, now)).toEqual({ error: 9, status: 9 });
    expect(codesOf(waiting, new Date('2030-06-01T12:00:01.000Z'))).toEqual({ error: 1, status: 8 });
  });

  test('calls a failure without a code of the document a gateway error', () => {
    const reason = { code: 'insufficient_credit', text: '' };

    expect(codesOf(aMessage({ status: 'failed', reason }), now)).toEqual({ error: 2, status: 7 });
    expect(codesOf(aMessage({ status: 'failed' }), now)).toEqual({ error: 2, status: 7 });
  });

  test('calls a message whose validity ended expired', () => {
    const reason = { code: 'validity_ended', text: '' };

    expect(codesOf(aMessage({ status: 'expired', reason }), now)).toEqual({ error: 1, status: 6 });
  });

  test.each(statuses)('has texts for "%s"', (status) => {
    const { error, status: code } = codesOf(aMessage({ status }), now);

    expect(errorText(error)).not.toBe('');
    expect(statusText(code)).not.toBe('');
  });
});

test.each([
  ['invalid_recipient', 5],
  ['empty_message', 7],
  ['unsendable', 4],
  ['suppressed', 5],
  ['validity_ended', 2],
  ['insufficient_credit', 2],
  ['not_recorded', 2],
  ['delivery_message_error', 2],
  [undefined, 2],
])('refuses for "%s" with error code %i', (reason, code) => {
  expect(refusalCode(reason)).toBe(code);
});
