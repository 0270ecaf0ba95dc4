import { expect, test } from 'vitest';
import {
  choose,
  chosen,
  nameOf,
  otherEvents,
  statusEvents,
} from '../../../../functions/console/pages/webhooks/events.ts';
import { allMessageEvents, webhookEventTypes } from '../../../../functions/contract/webhook-events.ts';

test('all events of the contract can be chosen', () => {
  expect([...statusEvents, ...otherEvents]).toEqual(webhookEventTypes);
});

test.each([allMessageEvents, ...webhookEventTypes])('%s has a name for people', (event) => {
  expect(nameOf(event)).not.toBe(event);
});

test('an event of a later version is called by its own word', () => {
  expect(nameOf('message.read')).toBe('message.read');
  expect(nameOf('toString')).toBe('toString');
});

test('to choose every status leaves out single ones, and nothing else', () => {
  expect(choose(['message.failed', 'credits.low'], 'message.*', true)).toEqual(['message.*', 'credits.low']);
});

test('one that is taken away is gone, and the others stay', () => {
  expect(choose(['message.failed', 'message.expired'], 'message.failed', false)).toEqual(['message.expired']);
  expect(choose(['message.*'], 'message.*', false)).toEqual([]);
});

test('the same choice is the same list, in whichever order it was made, and each once', () => {
  expect(chosen(['credits.low', 'message.failed', 'message.delivered', 'message.failed', 'none of ours'])).toEqual([
    'message.delivered',
    'message.failed',
    'credits.low',
  ]);
});
