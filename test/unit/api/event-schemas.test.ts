import Ajv from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { eventSchemas } from '../../../functions/api/event-schemas.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { aMessage } from '../../support/model/messages.ts';

const validate = new Ajv.default({ strict: false, validateFormats: false }).compile(eventSchemas());

/** The event of a message that was just recorded, as rules see it. */
const statusChanged = () => {
  const [event] = eventsOf({ before: undefined, after: toItem(aMessage({ reference: 'order-1' }), 90) });
  return { source: 'sms-gateway', 'detail-type': event?.detailType, detail: event?.detail };
};

describe('the published schema of events', () => {
  test('takes the events that are put on the bus', () => {
    expect(validate(statusChanged()) || validate.errors).toBe(true);
  });

  test.each([
    ['SMS Account Credits Low', { account: 'acc_shop', credits: -3, threshold: 100 }],
    [
      'SMS Webhook Disabled',
      { account: 'acc_shop', webhook: 'wh_1', url: 'https://shop.example.com/', reason: 'gone' },
    ],
  ])('takes %s, with all that it says', (type, members) => {
    const common = { schemaVersion: 1, eventId: 'event-1', occurredAt: '2030-06-01T12:00:00.000Z' };
    const event = { source: 'sms-gateway', 'detail-type': type, detail: { ...common, ...members } };
    const { eventId: _, ...unnamed } = event.detail;

    expect(validate(event) || validate.errors).toBe(true);
    expect(validate({ ...event, detail: unnamed })).toBe(false);
  });

  test('takes a request to send', () => {
    const detail = { account: 'acc_0123456789012345678901', to: ['+41791234567'], text: 'Hello' };

    expect(validate({ source: 'my.shop', 'detail-type': 'SMS Send Requested', detail }) || validate.errors).toBe(true);
  });

  test('takes a request with a key', () => {
    const detail = {
      account: 'acc_0123456789012345678901',
      to: '+41791234567',
      text: 'Hello',
      idempotencyKey: 'order-1',
    };

    expect(validate({ source: 'my.shop', 'detail-type': 'SMS Send Requested', detail }) || validate.errors).toBe(true);
  });

  test('says which numbers are whole', () => {
    expect(JSON.stringify(eventSchemas())).not.toContain('"type":"number"');
  });

  test.each([
    ['an unknown type', { 'detail-type': 'SMS Message Eaten' }],
    ['a detail that lacks a member', { detail: { id: 'msg_1' } }],
    ['an unknown status', { detail: { ...statusChanged().detail, status: 'eaten' } }],
  ])('does not take %s', (_, change) => {
    expect(validate({ ...statusChanged(), ...change })).toBe(false);
  });
});
