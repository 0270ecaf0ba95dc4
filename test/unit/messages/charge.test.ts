import { expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import { chargeAfter, chargeAfterSettling, refundOf } from '../../../functions/messages/charge.ts';
import { aMessage } from '../../support/model/messages.ts';

test.each<[Status, Status, 'kept' | 'given back']>([
  ['accepted', 'submitting', 'kept'],
  ['accepted', 'canceled', 'given back'],
  ['accepted', 'expired', 'given back'],
  ['submitting', 'failed', 'given back'],
  ['submitting', 'indeterminate', 'kept'],
  ['scheduled', 'canceled', 'given back'],
  ['queued', 'delivered', 'kept'],
  ['queued', 'failed', 'kept'],
  ['queued', 'expired', 'kept'],
])('the charge of a message that is %s and comes to be %s is %s', (status, to, becomes) => {
  expect(chargeAfter(aMessage({ status, charge: 2 }), to)).toStrictEqual(becomes === 'kept' ? { charge: 2 } : {});
});

test('a message that costs nothing has no charge afterwards either', () => {
  expect([chargeAfter(aMessage(), 'queued'), chargeAfterSettling(aMessage(), 'delivered')]).toStrictEqual([{}, {}]);
});

test.each([
  [2, undefined, 2],
  [3, 1, 2],
  [2, 2, 0],
  [undefined, undefined, 0],
])('a change from a charge of %s to one of %s gives %i back', (before, after, refund) => {
  const charged = (charge?: number) => aMessage({ ...(charge !== undefined && { charge }) });

  expect(refundOf({ before: charged(before), after: charged(after) })).toBe(refund);
});
