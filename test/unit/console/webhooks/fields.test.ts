import { expect, test } from 'vitest';
import { changesOf, emptyFields, fieldsOf, requestOf } from '../../../../functions/console/pages/webhooks/fields.ts';

const url = 'https://shop.example/news';

test('a form asks for every status, unless told otherwise', () => {
  expect(requestOf({ ...emptyFields, url: ` ${url}\n` })).toEqual({ url, events: ['message.*'] });
});

test('a description that says nothing is left out', () => {
  expect(requestOf({ ...emptyFields, url, description: '  ' })).not.toHaveProperty('description');
  expect(requestOf({ ...emptyFields, url, description: ' Shop ' })).toMatchObject({ description: 'Shop' });
});

const before = fieldsOf({
  id: 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW',
  url,
  events: ['credits.low', 'message.failed'],
  description: 'Shop',
  enabled: true,
  disabled: null,
  failingSince: null,
  createdAt: '2026-11-26T18:00:00.000Z',
});

test.each([
  { after: {}, changes: undefined },
  { after: { events: ['message.failed', 'credits.low'] }, changes: undefined },
  { after: { description: '' }, changes: { description: null } },
  { after: { url: 'https://shop.example/other' }, changes: { url: 'https://shop.example/other' } },
  { after: { events: [] }, changes: { events: [] } },
  { after: { events: ['message.*'], description: 'Till' }, changes: { events: ['message.*'], description: 'Till' } },
])('of $after no more than $changes is asked for', ({ after, changes }) => {
  expect(changesOf(before, { ...before, ...after })).toEqual(changes);
});
