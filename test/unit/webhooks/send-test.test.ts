import { expect, test } from 'vitest';
import { TestUnderWayError, WebhookNotFoundError } from '../../../functions/webhooks/errors.ts';
import type { Post, PostAnswer } from '../../../functions/webhooks/ports.ts';
import { createSendTest } from '../../../functions/webhooks/send-test.ts';
import { headersFor } from '../../../functions/webhooks/signature.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { now } from '../../support/model/messages.ts';
import { aWebhook } from '../../support/model/webhooks.ts';

const webhook = aWebhook({ disabled: { reason: 'requested', at: now.toISOString() } });

/** Whose receiver gives this answer, after 120 ms. */
const aService = (answer: PostAnswer) => {
  const posts: Post[] = [];
  let time = now.getTime();
  const post = async (wanted: Post) => {
    posts.push(wanted);
    time += 120;
    return answer;
  };
  const webhooks = memoryWebhooks([webhook]);
  return { posts, sendTest: createSendTest({ webhooks, post, clock: () => new Date(time) }) };
};

test('a test is posted once, signed, though the webhook is disabled', async () => {
  const { sendTest, posts } = aService({ status: 200, excerpt: 'ok' });

  const { id, ...tested } = await sendTest(webhook.account, webhook.id);

  const [post] = posts;
  const occurredAt = now.toISOString();
  expect(posts).toEqual([
    { url: webhook.url, headers: headersFor(id, webhook, post?.body ?? '', now), body: expect.any(String) },
  ]);
  expect(id).toMatch(/^evt_[0-9A-Z]{26}$/);
  expect(JSON.parse(post?.body ?? '')).toEqual({
    type: 'test',
    timestamp: occurredAt,
    data: { schemaVersion: 1, account: webhook.account, webhook: webhook.id, occurredAt },
  });
  const attempt = { at: occurredAt, status: 200, milliseconds: 120, answer: 'ok' };
  expect(tested).toEqual({ isDelivered: true, attempt });
  expect((await sendTest(webhook.account, webhook.id)).id).not.toBe(id);
});

test.each([
  [{ status: 410 }, '410'],
  [{ status: 302 }, 'redirects are not followed'],
  [{ problem: 'The connection was refused.' }, 'The connection was refused.'],
])('what went wrong is told: %j', async (answer, words) => {
  const { sendTest } = aService(answer);

  const { isDelivered, attempt } = await sendTest(webhook.account, webhook.id);

  expect(isDelivered).toBe(false);
  expect(attempt.error).toContain(words);
});

test("another account's webhook is sent nothing", async () => {
  const { sendTest, posts } = aService({ status: 200 });

  await expect(sendTest('acc_other', webhook.id)).rejects.toThrow(WebhookNotFoundError);
  expect(posts).toEqual([]);
});

test('of an account one test is under way at a time, whatever its receivers do', async () => {
  const [a, b] = [webhook, aWebhook({ id: 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTX' })];
  const webhooks = memoryWebhooks([a, b]);
  let isAnswered = Promise.withResolvers<PostAnswer>();
  let posts = 0;
  let time = now.getTime();
  const post = () => {
    posts += 1;
    return isAnswered.promise;
  };
  const sendTest = createSendTest({ webhooks, post, clock: () => new Date(time) });

  const first = sendTest(a.account, a.id);
  const others = await Promise.allSettled([a, b, a, b].map(({ account, id }) => sendTest(account, id)));
  isAnswered.resolve({ status: 204 });
  await first;

  expect(posts).toBe(1);
  for (const other of others) expect(other).toMatchObject({ reason: expect.any(TestUnderWayError) });
  expect(webhooks.records.get(a.account)).toEqual([a, b]);
  expect((await sendTest(b.account, b.id)).isDelivered).toBe(true);

  // One whose function died holds up nobody for long.
  isAnswered = Promise.withResolvers();
  void sendTest(a.account, a.id);
  time += 28_000;
  void sendTest(a.account, a.id);
  await expect.poll(() => posts).toBe(4);
});
