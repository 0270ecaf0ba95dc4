import * as v from 'valibot';
import { expect, test } from 'vitest';
import { tellDisabled } from '../../../functions/bus/webhook-disabled.ts';
import { detailType, type PublishedEvent, publishedDetails } from '../../../functions/contract/events.ts';
import type { Disabled, Webhook } from '../../../functions/webhooks/webhook.ts';

const at = '2030-06-01T12:00:00.000Z';

const disabledFor = (reason: Disabled['reason']): Webhook => ({
  id: 'wh_1',
  account: 'acc_1',
  url: 'https://example.com/news',
  events: ['message.*'],
  disabled: { reason, at },
  createdAt: at,
  since: at,
  secrets: [{ value: 'whsec_secret' }],
});

const told = async (webhook: Webhook, isTaken = true) => {
  const events: PublishedEvent[] = [];
  const tell = tellDisabled(async (published) => {
    events.push(...published);
    return published.map(() => isTaken);
  });
  return { isTold: await tell(webhook), events };
};

test('a webhook that was disabled by what it did is told of, without its secret', async () => {
  const { isTold, events } = await told(disabledFor('gone'));

  expect(isTold).toBe(true);
  const [event] = events;
  expect(v.parse(publishedDetails[detailType.webhookDisabled], event?.detail)).toEqual(event?.detail);
  expect(event).toMatchObject({ detailType: 'SMS Webhook Disabled', time: new Date(at) });
  expect(event?.detail).toMatchObject({ webhook: 'wh_1', account: 'acc_1', reason: 'gone', occurredAt: at });
  expect(JSON.stringify(event)).not.toContain('whsec_');
});

test('a repetition is the same event', async () => {
  const [first, again] = [await told(disabledFor('failing')), await told(disabledFor('failing'))];

  expect(first.events).toMatchObject([{ detail: { eventId: `wh_1/disabled/${at}` } }]);
  expect(again.events).toEqual(first.events);
});

test('what the bus does not take is to be told again', async () => {
  expect((await told(disabledFor('gone'), false)).isTold).toBe(false);
});

test('what its account asked for is no news', async () => {
  expect(await told(disabledFor('requested'))).toEqual({ isTold: true, events: [] });
});
