import { describe, expect, test } from 'vitest';
import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidRequestError,
  RequestInFlightError,
  StoreUnavailableError,
} from '../../../functions/messages/errors.ts';
import { directCalls } from '../../../functions/messages/jobs.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { planSend, type SendRequest, type SendRules } from '../../../functions/messages/plan.ts';
import type { ChangeOutcome } from '../../../functions/messages/ports.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import { acceptAll, upstreamIdOf } from '../../support/fakes/scripted-upstream.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, aSendRequest, differingTexts, now, rules, swissMobiles } from '../../support/model/messages.ts';

const hour = 3_600_000;
const three = swissMobiles(3);

const aService = (initial: readonly Message[] = []) => {
  const service = aMessageService(initial);
  const post = (parts: Partial<SendRequest> = {}) => service.send(aSendRequest(parts), rules, service.deadline());
  return { ...service, post };
};

/** What a run leaves behind that died after it had written the first `count` records of a keyed request. */
const leftBehind = (parts: Partial<SendRequest>, count: number): readonly Message[] =>
  planSend(aSendRequest(parts), rules, { now, attempt: 'attempt-of-the-dead' }).messages.slice(0, count);

/** A first record without the list of those who were taken. */
const asOfVersion010 = (message: Message): Message => {
  if (message.request === undefined) return message;
  const { taken: _, ...request } = message.request;
  return { ...message, request };
};

const statusesOf = (messages: readonly Message[]) => messages.map(({ status }) => status);

describe('a request without a key', () => {
  test('is recorded and handed over', async () => {
    const { post, store, upstream, calls, suppressions } = aService();
    const operations: string[] = [];
    store.hooks.before = (operation) => void operations.push(operation);

    const { messages, rejected, replayed } = await post({ sender: 'Shop', type: 'flash' });

    expect(messages).toMatchObject([
      { to: '+41791234567', status: 'queued', upstreamId: upstreamIdOf('+41791234567') },
    ]);
    expect({ rejected, replayed }).toEqual({ rejected: [], replayed: false });
    expect([...store.records.values()]).toEqual(messages);
    expect(upstream.handOvers).toEqual([
      {
        to: ['+41791234567'],
        text: 'Your order is on its way.',
        type: 'flash',
        sender: 'Shop',
        notAfter: expect.any(Date),
      },
    ]);
    expect(operations).toEqual(['insert', 'apply']);
    expect([suppressions.asked(), calls.states.size]).toEqual([1, 0]);
  });

  test('is recorded before the gateway is called', async () => {
    const { post, store, upstream } = aService();
    upstream.script.handOver = ({ to }) => {
      expect([...store.records.values()].map((message) => message.to)).toEqual(to);
      expect(statusesOf([...store.records.values()])).toEqual(['submitting', 'submitting', 'submitting']);
      return { kind: 'unknown', cause: new Error('lost') };
    };

    const { messages } = await post({ to: three });

    expect(statusesOf(messages)).toEqual(['indeterminate', 'indeterminate', 'indeterminate']);
  });

  test('goes to many recipients in one call, answered in their order', async () => {
    const { post, upstream } = aService();

    const { messages } = await post({ to: [...three].reverse() });

    expect(messages.map(({ to }) => to)).toEqual([...three].reverse());
    expect(upstream.handOvers).toHaveLength(1);
  });

  test('names the recipients that get nothing, and sends to the others', async () => {
    const { post, upstream } = aService();

    const { messages, rejected } = await post({ to: ['0791234567', 'nobody', '+41791234567'] });

    expect(messages.map(({ to }) => to)).toEqual(['+41791234567']);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'invalid_number'],
      [2, 'duplicate_recipient'],
    ]);
    expect(upstream.recipients()).toEqual(['+41791234567']);
  });

  test('with no recipient that can be reached is refused, and nothing is written', async () => {
    const { post, store, upstream, suppressions } = aService();

    await expect(post({ to: ['nobody'] })).rejects.toThrow(InvalidRequestError);

    expect([store.records.size, suppressions.asked()]).toEqual([0, 0]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('is not looked for among earlier ones, even under limits', async () => {
    const { send, deadline, store } = aService();
    store.hooks.cannotRead = true;

    const { messages } = await send(aSendRequest(), { ...rules, limits: { perDay: 1 } }, deadline());

    expect(statusesOf(messages)).toEqual(['queued']);
  });

  test('made twice is sent twice', async () => {
    const { post, upstream } = aService();

    await post();
    await post();

    expect(upstream.recipients()).toHaveLength(2);
  });
});

describe('the time to send', () => {
  test('is passed on', async () => {
    const { post, upstream } = aService();
    const scheduledAt = new Date(now.getTime() + hour);

    const { messages } = await post({ scheduledAt });

    expect(messages).toMatchObject([{ status: 'scheduled', scheduledAt: scheduledAt.toISOString() }]);
    expect(upstream.handOvers).toMatchObject([{ scheduledAt }]);
  });

  test.each([
    ['now', now],
    ['in the past', new Date(now.getTime() - 1)],
    ['more than a year ahead', new Date(now.getTime() + 366 * 24 * hour + 1)],
  ])('is refused: %s', async (_, scheduledAt) => {
    const { post, store } = aService();

    const problems = [{ field: ['scheduledAt'], code: 'invalid_schedule', detail: expect.any(String) }];
    await expect(post({ scheduledAt })).rejects.toMatchObject({ name: 'InvalidRequestError', problems });

    expect(store.records.size).toBe(0);
  });

  test('may lie more than a year ahead where the rules know no furthest date', async () => {
    const { send, deadline } = aService();
    const request = aSendRequest({ scheduledAt: new Date('2100-01-01T00:00:00Z') });

    const { messages } = await send(request, { ...rules, anyDate: true }, deadline());

    expect(messages).toMatchObject([{ status: 'scheduled', scheduledAt: '2100-01-01T00:00:00.000Z' }]);
  });

  test('is refused where the gateway cannot express it, in its words', async () => {
    const { post, upstream } = aService();
    upstream.script.scheduleProblem = () => 'This hour happens twice.';

    const problems = [{ field: ['scheduledAt'], code: 'invalid_schedule', detail: 'This hour happens twice.' }];
    await expect(post({ scheduledAt: new Date(now.getTime() + hour) })).rejects.toMatchObject({ problems });
  });

  test('may have passed when a keyed request is repeated', async () => {
    const { post, upstream, pass } = aService();
    const scheduled = { scheduledAt: new Date(now.getTime() + hour), idempotencyKey: 'k' };
    const first = await post(scheduled);
    await pass(2 * hour);

    const second = await post(scheduled);

    expect(second).toEqual({ ...first, replayed: true });
    expect(upstream.handOvers).toHaveLength(1);
  });

  test('must not have passed when a keyed request comes for the first time', async () => {
    const { post } = aService();

    await expect(post({ scheduledAt: now, idempotencyKey: 'k' })).rejects.toThrow(InvalidRequestError);
  });
});

describe('a request with a key', () => {
  const keyed = { to: three, idempotencyKey: 'k' };

  test('is answered the same when it is repeated, and sends nothing more', async () => {
    const { post, upstream, store } = aService();
    const first = await post(keyed);

    const second = await post(keyed);

    expect(second).toEqual({ ...first, replayed: true });
    expect(upstream.recipients()).toEqual(three);
    expect(store.writes).toEqual({ inserts: 3, updates: 3 });
  });

  test('is answered with the present state when it is repeated', async () => {
    const { post, store } = aService();
    const { messages } = await post(keyed);
    const [first] = messages;
    if (first) store.records.set(first.id, { ...first, status: 'delivered', version: 3 });

    const replay = await post(keyed);

    expect(statusesOf(replay.messages)).toEqual(['delivered', 'queued', 'queued']);
  });

  test.each<[string, Partial<SendRequest>]>([
    ['another text', { text: 'Other' }],
    ['other recipients', { to: swissMobiles(2) }],
    ['more recipients', { to: swissMobiles(4) }],
    ['another order of recipients', { to: [...three].reverse() }],
    ['another reference', { reference: 'r' }],
  ])('is refused under the same key with %s, and sends nothing', async (_, change) => {
    const { post, upstream } = aService();
    await post(keyed);

    await expect(post({ ...keyed, ...change })).rejects.toThrow(IdempotencyKeyReusedError);

    expect(upstream.recipients()).toEqual(three);
  });

  test('is independent of the same key in another account', async () => {
    const { post, upstream } = aService();
    await post(keyed);

    const other = await post({ ...keyed, account: 'acc_other', text: 'Other' });

    expect(other.replayed).toBe(false);
    expect(upstream.handOvers.map(({ text }) => text)).toEqual(['Your order is on its way.', 'Other']);
  });

  test('is refused where something else stands in the place of its first record', async () => {
    const { post, store, upstream } = aService();
    store.insert = async (messages) => messages.map(() => 'exists');

    await expect(post(keyed)).rejects.toThrow(IdempotencyKeyReusedError);

    expect(upstream.handOvers).toEqual([]);
  });

  test('is in flight while the gateway is being called', async () => {
    const { post, upstream } = aService();
    const called = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    upstream.script.handOver = async () => {
      called.resolve();
      await answered.promise;
      return { kind: 'rejected', reason: { code: 'gateway_7', text: 'The message was empty.' } };
    };
    const first = post(keyed);
    await called.promise;

    await expect(post(keyed)).rejects.toThrow(RequestInFlightError);

    answered.resolve();
    expect(statusesOf((await first).messages)).toEqual(['failed', 'failed', 'failed']);
    expect((await post(keyed)).replayed).toBe(true);
    expect(upstream.handOvers).toHaveLength(1);
  });

  test('is handed over once, however many post it at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { post, upstream } = aService();

      const posts = await Promise.allSettled(Array.from({ length: 50 }, () => post(keyed)));

      expect(upstream.recipients()).toEqual(three);
      const answered = posts.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const refused = posts.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(answered.filter(({ replayed }) => !replayed)).toHaveLength(1);
      for (const reason of refused) expect(reason).toBeInstanceOf(RequestInFlightError);
    }
  });
});

describe('a request with a key that is repeated under other rules', () => {
  const german = '+491701234567';
  const keyed = {
    to: ['079 100 00 00', german, 'nobody', '079 100 00 00'],
    text: 'x'.repeat(400),
    idempotencyKey: 'k',
  };
  const asked = { ...keyed, sender: undefined };

  test.each<[string, Partial<SendRules>, Partial<SendRequest>]>([
    ['a country less', { allowedCountries: ['CH'] }, {}],
    ['no country at all', { allowedCountries: ['FR'] }, {}],
    ['shorter texts', { maxSegments: 1 }, {}],
    ['another default sender', {}, { sender: 'Shop' }],
    ['another region', { region: 'DE' }, {}],
    ['limits that are too low for it', { limits: { perDay: 1 } }, {}],
    ['credits', { metered: true }, {}],
  ])('is answered as it was: with %s', async (_, change, parts) => {
    const { post, send, deadline, upstream } = aService();
    const first = await post({ ...keyed, asked });

    const request = aSendRequest({ ...keyed, ...parts, asked });
    const second = await send(request, { ...rules, ...change }, deadline());

    expect(second.messages).toEqual(first.messages);
    expect(second.replayed).toBe(true);
    expect(second.rejected.map(({ index }) => index)).toEqual([2, 3]);
    expect(upstream.handOvers).toHaveLength(1);
  });

  test('says of a recipient that is allowed only now that nothing was sent to it', async () => {
    const { post, send, deadline, upstream } = aService();
    const request = { ...keyed, to: ['+33612345678', ...keyed.to] };
    await post(request);

    const allowed = { ...rules, allowedCountries: ['CH', 'DE', 'FR'] };
    const { messages, rejected } = await send(aSendRequest(request), allowed, deadline());

    expect(messages.map(({ to }) => to)).toEqual(['+41791000000', german]);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'not_sent'],
      [3, 'invalid_number'],
      [4, 'duplicate_recipient'],
    ]);
    expect(upstream.recipients()).toEqual(['+41791000000', german]);
  });

  test.each<[string, Partial<SendRules>]>([
    ['a country less', { allowedCountries: ['CH'] }],
    ['no country at all', { allowedCountries: ['FR'] }],
    ['another region', { region: 'DE' }],
    ['shorter texts', { maxSegments: 1 }],
    ['limits that are too low for it', { limits: { perMinute: 1, perDay: 1 } }],
    ['credits', { metered: true }],
    ['texts that are forgotten', { storeText: false }],
  ])('is gone on with as its first record says where its run died: with %s', async (_, change) => {
    const request = { to: ['079 100 00 09', german, 'nobody', ...three], text: 'x'.repeat(400), idempotencyKey: 'k' };
    const { send, pass, deadline, upstream, store } = aService(leftBehind(request, 2));
    await pass(inFlightMillis);

    const { messages, rejected, replayed } = await send(aSendRequest(request), { ...rules, ...change }, deadline());

    expect(replayed).toBe(true);
    expect(messages.map(({ to }) => to)).toEqual(['+41791000009', german, ...three]);
    expect(upstream.recipients()).toEqual(three);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([[2, 'invalid_number']]);
    const records = messages.map(({ id }) => store.records.get(id));
    for (const record of records) expect(record).toMatchObject({ text: request.text });
    for (const record of records) expect(record).not.toHaveProperty('charge');
  });

  test.each([
    ['values', '{word}', 'x'.repeat(400)],
    ['the text around them', `${'x'.repeat(400)}{word}`, 'y'],
  ])(
    'is gone on with where its recipients have texts of their own that would be too long today: %s',
    async (_, text, word) => {
      const recipients = three.map((to) => ({ to, values: { word } }));
      const request = { to: recipients, listedIn: 'recipients', text, values: {}, idempotencyKey: 'k' } as const;
      const { send, pass, deadline, upstream } = aService(leftBehind(request, 1));
      await pass(inFlightMillis);

      const { messages, rejected } = await send(aSendRequest(request), { ...rules, maxSegments: 1 }, deadline());

      expect(rejected).toEqual([]);
      expect(messages.map(({ to }) => to)).toEqual(three);
      expect(upstream.handOvers).toMatchObject([{ to: three.slice(1), text: text.replace('{word}', word) }]);
    },
  );

  test.each([1, 3])(
    'loses who was taken with a repetition that finds all records, or makes them (%i of 3)',
    async (count) => {
      const queued = { status: 'queued', upstreamId: 'gw1', version: 2 } as const;
      const { post, pass, store } = aService(
        leftBehind({ to: three, idempotencyKey: 'k' }, count).map((message) => ({ ...message, ...queued })),
      );
      await pass(inFlightMillis);

      const { messages } = await post({ to: three, idempotencyKey: 'k' });

      const [lock] = messages;
      expect(lock?.request).not.toHaveProperty('taken');
      expect(lock && store.records.get(lock.id)).toEqual(lock);
    },
  );

  test('is gone on with as its first record says also in what it costs, and in all that it says', async () => {
    const idempotencyKey = 'k';
    const said = { type: 'flash', sender: 'Shop', reference: 'r', metadata: { a: '1' }, text: 'l’été' } as const;
    const request = { to: three, idempotencyKey, asked: said, ...said };
    const first = planSend(
      aSendRequest({ ...request, isSmart: true }),
      { ...rules, metered: true, storeText: false },
      { now, attempt: 'attempt-of-the-dead' },
    );
    const { post, pass, store, upstream } = aService(first.messages.slice(0, 1));
    store.credits.set('acc_shop', 10);
    await pass(inFlightMillis);
    const inserted: string[] = [];
    const { insert } = store;
    store.insert = (messages, within) => {
      inserted.push(...messages.map(({ to }) => to));
      return insert(messages, within);
    };

    const { messages } = await post({ ...request, sender: 'Other' });

    const { text: _, ...content } = said;
    expect(messages.slice(1)).toMatchObject(
      three.slice(1).map((to) => ({ ...content, account: 'acc_shop', to, charge: 1, forgetsText: true })),
    );
    expect(upstream.handOvers).toMatchObject([{ to: three.slice(1), text: "l'été" }]);
    // The first one is refused: it is there.
    expect(inserted).toEqual(three);
  });

  test('is gone on with as it was, though its account has smart texts by now', async () => {
    const request = { to: three, text: 'l’été', idempotencyKey: 'k' };
    const asked = aSendRequest(request).asked;
    const { post, pass, upstream } = aService(leftBehind(request, 1));
    await pass(inFlightMillis);

    await post({ ...request, asked, isSmart: true });

    expect(upstream.handOvers).toMatchObject([{ text: 'l’été' }]);
  });

  test.each<[string, () => Promise<readonly ChangeOutcome[]>]>([
    ['another has changed that record', async () => ['stale']],
    ['the store fails', () => Promise.reject(new Error('AccessDenied'))],
  ])('is answered also where its first record cannot lose who was taken: %s', async (_, apply) => {
    const lock = leftBehind({ to: three, idempotencyKey: 'k' }, 3).map((message) => ({
      ...message,
      status: 'queued' as const,
      upstreamId: 'gw1',
    }));
    const { post, store } = aService(lock);
    store.apply = apply;

    expect((await post({ to: three, idempotencyKey: 'k' })).messages).toEqual(lock);
  });

  test('keeps who was taken in its first record while some are not recorded', async () => {
    const [lock = aMessage()] = leftBehind({ to: three, idempotencyKey: 'k' }, 1);
    const { post, pass, store } = aService([{ ...lock, status: 'queued', upstreamId: 'gw1' }]);
    await pass(inFlightMillis);
    store.hooks.isUnavailable = (operation, { to }) => operation === 'insert' && to === three[2];

    await post({ to: three, idempotencyKey: 'k' });

    expect(store.records.get(lock.id)?.request?.taken).toEqual(lock.request?.taken);
  });

  test('tells whom the first run refused that nothing is sent to him, also where he is allowed today', async () => {
    const request = { to: ['079 100 00 09', german, '079 100 00 08'], idempotencyKey: 'k' };
    const lock = planSend(
      aSendRequest(request),
      { ...rules, allowedCountries: ['CH'] },
      { now, attempt: 'attempt-of-the-dead' },
    );
    const { send, pass, deadline } = aService(lock.messages.slice(0, 1));
    await pass(inFlightMillis);

    const { messages, rejected } = await send(aSendRequest(request), rules, deadline());

    expect(messages.map(({ to }) => to)).toEqual(['+41791000009', '+41791000008']);
    expect(rejected).toMatchObject([{ index: 1, code: 'not_sent' }]);
  });

  test('keeps who was taken in its first record only until all are recorded', async () => {
    const { post, pass, store } = aService();
    const taken = () => [...store.records.values()].flatMap(({ request }) => request?.taken?.recipients ?? []);
    store.hooks.isUnavailable = (operation, { to }) => operation === 'insert' && to === three[2];
    await post({ to: three, idempotencyKey: 'incomplete' });

    expect(taken()).toEqual(three.map((to, index) => [index, to]));

    delete store.hooks.isUnavailable;
    await pass(inFlightMillis);
    store.records.clear();
    await post({ to: three, idempotencyKey: 'complete' });
    expect(taken()).toEqual([]);
  });

  test('is not gone on with where its run died without saying who was taken, and others would be today', async () => {
    const request = { to: [german, ...three], idempotencyKey: 'k' };
    const { send, pass, deadline, upstream } = aService(leftBehind(request, 2).map(asOfVersion010));
    await pass(inFlightMillis);

    const { messages, rejected } = await send(
      aSendRequest(request),
      { ...rules, allowedCountries: ['CH'] },
      deadline(),
    );

    expect(messages.map(({ to }) => to)).toEqual([german, three[0]]);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'not_sent'],
      [3, 'not_sent'],
    ]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('is not gone on with where its run did not say who was taken, and more would be today', async () => {
    const request = { to: [...three, german], idempotencyKey: 'k' };
    const first = planSend(
      aSendRequest(request),
      { ...rules, allowedCountries: ['CH'] },
      { now, attempt: 'attempt-of-the-dead' },
    );
    const { send, pass, deadline, upstream } = aService(first.messages.slice(0, 2).map(asOfVersion010));
    await pass(inFlightMillis);

    const { rejected } = await send(aSendRequest(request), rules, deadline());

    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'not_sent'],
      [3, 'not_sent'],
    ]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('is not gone on with where its run did not say who was taken, and its text is too long today', async () => {
    const request = { to: three, text: 'x'.repeat(400), idempotencyKey: 'k' };
    const { send, pass, deadline, upstream } = aService(leftBehind(request, 2).map(asOfVersion010));
    await pass(inFlightMillis);

    await send(aSendRequest(request), { ...rules, maxSegments: 1 }, deadline());

    expect(upstream.handOvers).toEqual([]);
  });

  test('is refused as ever where it was never made', async () => {
    const { send, deadline } = aService();

    const none = { ...rules, allowedCountries: ['FR'] };

    await expect(send(aSendRequest(keyed), none, deadline())).rejects.toThrow(InvalidRequestError);
  });
});

describe('a run that died', () => {
  const keyed = { to: three, idempotencyKey: 'k' };

  test('is taken for one still at work, for a minute', async () => {
    const { post, pass, upstream } = aService(leftBehind(keyed, 1));
    await pass(inFlightMillis - 1);

    await expect(post(keyed)).rejects.toThrow(RequestInFlightError);

    expect(upstream.handOvers).toEqual([]);
  });

  test.each([
    [1, 'this version', leftBehind(keyed, 1)],
    [2, 'this version', leftBehind(keyed, 2)],
    [1, 'version 0.1.0', leftBehind(keyed, 1).map(asOfVersion010)],
    [2, 'version 0.1.0', leftBehind(keyed, 2).map(asOfVersion010)],
  ])('after %i of 3 records of %s is resumed: only those without a record are sent', async (count, _, records) => {
    const { post, pass, upstream } = aService(records);
    await pass(inFlightMillis);

    const { messages, replayed } = await post(keyed);

    expect(replayed).toBe(true);
    expect(upstream.recipients()).toEqual(three.slice(count));
    expect(messages.map(({ to }) => to)).toEqual(three);
    expect(statusesOf(messages)).toEqual(three.map((_, index) => (index < count ? 'submitting' : 'queued')));
  });

  test.each([
    [hour - 1, three.slice(2)],
    [hour, []],
  ])('is resumed until its time has come: after %i ms', async (later, recipients) => {
    const scheduled = { ...keyed, scheduledAt: new Date(now.getTime() + hour) };
    const { post, pass, upstream } = aService(leftBehind(scheduled, 2));
    await pass(later);

    await post(scheduled);

    expect(upstream.recipients()).toEqual(recipients);
  });

  test('is taken for one still at work also where only one of its messages is being handed over', async () => {
    const [first, ...others] = leftBehind(keyed, 3);
    const queued = others.map((message) => ({ ...message, status: 'queued' as const, upstreamId: 'gw1' }));
    const { post } = aService([...(first ? [first] : []), ...queued]);

    await expect(post(keyed)).rejects.toThrow(RequestInFlightError);
  });

  test.each<[string, number, Partial<SendRequest>]>([
    ['its time has passed', 2 * hour, { scheduledAt: new Date(now.getTime() + hour) }],
    ['records may have been forgotten', 72 * hour, {}],
  ])('is not resumed when %s', async (_, later, parts) => {
    const { post, pass, upstream } = aService(leftBehind({ ...keyed, ...parts }, 2));
    await pass(later);

    const { messages, rejected, replayed } = await post({ ...keyed, ...parts });

    expect([upstream.handOvers, replayed]).toEqual([[], true]);
    expect(messages.map(({ to }) => to)).toEqual(three.slice(0, 2));
    expect(rejected).toMatchObject([{ index: 2, to: three[2], code: 'not_sent' }]);
  });

  test('is answered with what is known when its rest cannot be recorded', async () => {
    const { post, pass, store, upstream } = aService(leftBehind(keyed, 2));
    await pass(inFlightMillis);
    store.hooks.isUnavailable = (_, { to }) => to === three[2];

    const { messages, rejected } = await post(keyed);

    expect(messages.map(({ to }) => to)).toEqual(three.slice(0, 2));
    expect(rejected).toMatchObject([{ index: 2, code: 'not_recorded' }]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('after all its records is not resumed: what it handed over is not known', async () => {
    const { post, pass, upstream } = aService(leftBehind(keyed, 3));
    await pass(inFlightMillis);

    const { messages } = await post(keyed);

    expect(upstream.handOvers).toEqual([]);
    expect(statusesOf(messages)).toEqual(['submitting', 'submitting', 'submitting']);
  });

  test('is resumed once, however many repeat it, and all are answered', async () => {
    const { post, pass, upstream } = aService(leftBehind(keyed, 1));
    await pass(inFlightMillis);

    const replies = await Promise.all(Array.from({ length: 20 }, () => post(keyed)));

    expect(upstream.recipients()).toEqual(three.slice(1));
    for (const { messages, rejected } of replies) {
      expect(messages.map(({ to }) => to)).toEqual(three);
      expect(rejected).toEqual([]);
    }
  });

  test('is not resumed with another body', async () => {
    const { post, pass, upstream } = aService(leftBehind(keyed, 1));
    await pass(inFlightMillis);

    await expect(post({ ...keyed, text: 'Other' })).rejects.toThrow(IdempotencyKeyReusedError);

    expect(upstream.handOvers).toEqual([]);
  });
});

describe('a store that takes nothing', () => {
  test.each([{}, { idempotencyKey: 'k' }])('stops the request (%o): nothing is sent', async (parts) => {
    const { post, store, upstream } = aService();
    store.hooks.isUnavailable = () => true;

    await expect(post({ to: three, ...parts })).rejects.toThrow(StoreUnavailableError);

    expect(upstream.handOvers).toEqual([]);
  });
});

describe('a store whose answers and writes come late', () => {
  const metered = { ...rules, metered: true };
  const second = 1_000;

  /** A service whose first writes arrive after so long, and are not answered. */
  const aSlowService = (count: number, lateness: number) => {
    const service = aMessageService();
    const { store, later } = service;
    store.credits.set('acc_shop', 10);
    let writes = 0;
    store.hooks.isLate = (_operation, _message, arrive) => {
      writes += 1;
      if (writes <= count) later(lateness, arrive);
      return writes <= count;
    };
    const post = (parts: Partial<SendRequest>) =>
      service.send(aSendRequest({ to: three.slice(0, 1), ...parts }), metered, service.deadline());
    return { ...service, post };
  };

  test('is asked again while there is time: the message is sent once, and paid for once', async () => {
    const { post, pass, store, upstream } = aSlowService(1, 2 * second);

    const { messages } = await post({});
    await pass(10 * second);

    expect(statusesOf(messages)).toEqual(['queued']);
    expect(statusesOf([...store.records.values()])).toEqual(['queued']);
    expect(upstream.handOvers).toHaveLength(1);
    expect(store.credits.get('acc_shop')).toBe(9);
  });

  test.each([
    [13 * second, 1],
    [13 * second + 1, 2],
  ])('is asked again only while there is time for what follows (%i ms): %i times', async (millis, times) => {
    const { send, store, deadline } = aMessageService();
    let inserts = 0;
    store.hooks.before = (operation) => {
      if (operation === 'insert') inserts += 1;
    };
    store.hooks.isUnavailable = () => true;

    await expect(send(aSendRequest(), rules, deadline(millis))).rejects.toThrow(StoreUnavailableError);

    expect(inserts).toBe(times);
  });

  test.each([1, 3, 12, 28])(
    'leaves nothing behind for a request that was refused: a record that arrives %i s later costs nothing',
    async (seconds) => {
      const { post, pass, store, upstream } = aSlowService(9, seconds * second);

      await expect(post({})).rejects.toThrow(StoreUnavailableError);
      store.hooks.isLate = () => false;
      await pass(55 * second);

      expect([...store.records.values()]).toMatchObject([{ status: 'failed', reason: { code: 'not_sent' } }]);
      expect(store.credits.get('acc_shop')).toBe(10);
      expect(upstream.handOvers).toEqual([]);
    },
  );

  test.each([1, 4])(
    'is waited for by the request itself, whose process may stand still afterwards (%i s)',
    async (seconds) => {
      const { post, store } = aSlowService(9, seconds * second);
      const { apply } = store;
      store.apply = (changes) => {
        store.hooks.isLate = () => false;
        return apply(changes);
      };

      await expect(post({})).rejects.toThrow(StoreUnavailableError);

      expect([...store.records.values()]).toMatchObject([{ status: 'failed', reason: { code: 'not_sent' } }]);
      expect(store.credits.get('acc_shop')).toBe(10);
    },
  );

  test.each([1, 12])('has a request that its door repeats sent later, rather than closed (%i s)', async (seconds) => {
    const { post, pass, store } = aSlowService(1, seconds * second);
    const request = { idempotencyKey: 'k', isRepeated: true };

    await expect(post(request)).rejects.toThrow(StoreUnavailableError);
    await pass(20 * second);

    expect([...store.records.values()]).toMatchObject([{ status: 'accepted', reason: { code: 'postponed' } }]);
    const { messages, replayed } = await post(request);
    expect([statusesOf(messages), replayed]).toEqual([['accepted'], true]);
  });

  test('keeps a request in several calls from the sweeps once its sender was told that nothing is sent', async () => {
    const to = swissMobiles(101);
    const [refused, repeated] = [aSlowService(1_000, 28 * second), aSlowService(1_000, 28 * second)];

    await expect(refused.post({ to, idempotencyKey: 'k' })).rejects.toThrow(StoreUnavailableError);
    await expect(repeated.post({ to, idempotencyKey: 'k', isRepeated: true })).rejects.toThrow(StoreUnavailableError);

    expect([...refused.calls.states.values()]).toEqual(['given_up']);
    expect([...repeated.calls.states.values()]).toEqual([]);
  });

  test('is looked through again where it cannot be read either', async () => {
    const { post, pass, store } = aSlowService(9, second);
    store.hooks.cannotRead = true;
    await expect(post({})).rejects.toThrow(StoreUnavailableError);

    await pass(20 * second);
    store.hooks.isLate = () => false;
    store.hooks.cannotRead = false;
    await pass(20 * second);

    expect([...store.records.values()]).toMatchObject([{ status: 'failed', reason: { code: 'not_sent' } }]);
    expect(store.credits.get('acc_shop')).toBe(10);
  });

  test('says what is known, and what to do', async () => {
    const { post } = aSlowService(9, second);

    await expect(post({})).rejects.toThrow(
      'Nothing was handed over to the gateway, but the request may have been recorded. With an idempotency key it is ' +
        'safe to repeat it.',
    );
  });

  test('does not close what a repetition under the same key has sent meanwhile', async () => {
    const { post, pass, store, upstream } = aSlowService(1, 20 * second);
    const keyed = { idempotencyKey: 'k' };
    await expect(post(keyed)).rejects.toThrow(StoreUnavailableError);

    const { messages, replayed } = await post(keyed);
    await pass(55 * second);

    expect([statusesOf(messages), replayed]).toEqual([['queued'], false]);
    expect(statusesOf([...store.records.values()])).toEqual(['queued']);
    expect(upstream.handOvers).toHaveLength(1);
    expect(store.credits.get('acc_shop')).toBe(9);
  });

  test.each([{}, { idempotencyKey: 'k' }])(
    'does not have a message sent that its credits did not cover when it was asked again (%o)',
    async (parts) => {
      const { post, pass, store, upstream, later } = aSlowService(0, 0);
      let inserts = 0;
      store.hooks.isLate = (operation, _message, arrive) => {
        if (operation !== 'insert') return false;
        inserts += 1;
        if (inserts === 1) later(12 * second, arrive);
        return inserts !== 2;
      };
      store.credits.set('acc_shop', 0);
      const first = post(parts).catch((error: unknown) => error);
      await first;
      store.credits.set('acc_shop', 10);
      store.hooks.isLate = () => false;

      await pass(40 * second);

      expect(statusesOf([...store.records.values()])).toEqual(['failed']);
      expect(store.credits.get('acc_shop')).toBe(10);
      expect(upstream.handOvers).toEqual([]);
    },
  );

  test('and then breaks for good: those that were sent are told, so that nobody sends them again', async () => {
    const { post, store, upstream } = aSlowService(0, 0);
    store.hooks.isUnavailable = (operation, { to }) => operation === 'insert' && to === three[1];
    store.hooks.before = (operation, messages) => {
      if (operation === 'insert' && messages.length === 1) throw new Error('The table is gone.');
      if (operation === 'find') throw new Error('The table is gone.');
    };

    const { messages, rejected } = await post({ to: three });

    expect(statusesOf(messages)).toEqual(['queued', 'queued']);
    expect(rejected).toMatchObject([{ index: 1, code: 'not_recorded' }]);
    expect(upstream.recipients()).toEqual([three[0], three[2]]);
  });

  test.each([{}, { idempotencyKey: 'k' }])(
    'and that then fails for good leaves nothing in doubt (%o)',
    async (parts) => {
      const { post, store, upstream } = aSlowService(0, 0);
      let inserted = 0;
      const { insert } = store;
      store.insert = async (messages) => {
        const outcomes = await insert(messages.slice(0, 1));
        inserted += 1;
        if (inserted === 2 || messages.length > 1) throw new Error('DynamoDB refused a statement.');
        return outcomes;
      };

      await expect(post({ to: three, ...parts })).rejects.toThrow('DynamoDB refused a statement.');

      expect(store.records.size).toBeGreaterThan(0);
      expect(new Set(statusesOf([...store.records.values()]))).toEqual(new Set(['failed']));
      expect(store.credits.get('acc_shop')).toBe(10);
      expect(upstream.handOvers).toEqual([]);
    },
  );

  test('and that fails for good at the first record leaves nothing in doubt', async () => {
    const { post, store } = aSlowService(0, 0);
    const { insert } = store;
    store.insert = async (messages) => {
      await insert(messages);
      throw new Error('DynamoDB refused a statement.');
    };

    await expect(post({ idempotencyKey: 'k' })).rejects.toThrow('DynamoDB refused a statement.');

    expect(statusesOf([...store.records.values()])).toEqual(['failed']);
  });

  test('and that fails for good leaves nothing in doubt of a request for jobs', async () => {
    const { send, store, deadline, jobs } = aMessageService();
    const { insert } = store;
    store.insert = async (messages) => {
      await insert(messages);
      throw new Error('DynamoDB refused a statement.');
    };

    await expect(send(differingTexts(directCalls + 1), rules, deadline())).rejects.toThrow('DynamoDB refused');

    expect(new Set(statusesOf([...store.records.values()]))).toEqual(new Set(['failed']));
    expect(jobs.take()).toEqual([]);
  });

  test('has the others of its call sent, though many calls are under way', async () => {
    const to = swissMobiles(701);
    const { send, store, upstream, deadline } = aMessageService();
    store.hooks.isUnavailable = (operation, message) => operation === 'insert' && message.to === to[650];
    upstream.script.handOver = async (request) => {
      await new Promise((resolve) => setImmediate(resolve));
      return acceptAll(request);
    };

    const { messages, rejected } = await send(aSendRequest({ to }), rules, deadline());

    expect(new Set(statusesOf(messages))).toEqual(new Set(['queued']));
    expect(rejected.map(({ index }) => index)).toEqual([650]);
  });

  test('has the others of a request sent, and tells of the one that it closed', async () => {
    const { post, store, upstream } = aSlowService(0, 0);
    store.hooks.isLost = (operation, { to }) => operation === 'insert' && to === three[1];

    const { messages, rejected } = await post({ to: three });

    expect(statusesOf(messages)).toEqual(['queued', 'failed', 'queued']);
    expect(messages[1]).toMatchObject({ reason: { code: 'not_sent' } });
    expect(rejected).toEqual([]);
    expect(upstream.recipients()).toEqual([three[0], three[2]]);
    expect(store.credits.get('acc_shop')).toBe(8);
  });
});

describe('a store that takes some', () => {
  const isSecond = (_: string, { to }: Message) => to === three[1];

  test.each([{}, { idempotencyKey: 'k' }])('has those sent (%o), and the others told', async (parts) => {
    const { post, store, upstream } = aService();
    store.hooks.isUnavailable = isSecond;

    const { messages, rejected } = await post({ to: ['nobody', ...three], ...parts });

    expect(messages.map(({ to }) => to)).toEqual([three[0], three[2]]);
    expect(upstream.recipients()).toEqual([three[0], three[2]]);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'invalid_number'],
      [2, 'not_recorded'],
    ]);
  });

  test('has the others sent when the keyed request is repeated', async () => {
    const { post, store, upstream, pass } = aService();
    store.hooks.isUnavailable = isSecond;
    await post({ to: three, idempotencyKey: 'k' });
    store.hooks.isUnavailable = () => false;
    await pass(inFlightMillis);

    const { messages, rejected } = await post({ to: three, idempotencyKey: 'k' });

    expect(upstream.recipients()).toEqual([three[0], three[2], three[1]]);
    expect(statusesOf(messages)).toEqual(['queued', 'queued', 'queued']);
    expect(rejected).toEqual([]);
  });

  test('may have the others, though a repetition under the rules of today would refuse them', async () => {
    const { post, send, deadline, store, pass } = aService();
    store.hooks.isUnavailable = isSecond;
    await post({ to: three, idempotencyKey: 'k' });
    await pass(inFlightMillis);
    const request = aSendRequest({ to: three, idempotencyKey: 'k' });

    const { rejected } = await send(request, { ...rules, allowedCountries: ['FR'] }, deadline());

    expect(rejected).toMatchObject([{ index: 1, code: 'not_recorded' }]);
  });

  test('and then answers no more: the caller learns what was sent, lest it is sent again', async () => {
    const { post, store, upstream } = aService();
    store.hooks.isUnavailable = isSecond;
    store.hooks.cannotRead = true;

    const { messages, rejected } = await post({ to: three });

    expect(messages.map(({ to }) => to)).toEqual(upstream.recipients());
    expect(rejected).toMatchObject([{ index: 1, code: 'not_recorded' }]);
  });
});

describe('credits', () => {
  const metered = { ...rules, metered: true };
  const keyed = aSendRequest({ to: three, text: 'x'.repeat(161), idempotencyKey: 'k' });

  /** The service for an account with this much; each message of `keyed` takes two segments. */
  const aService = (credits: number) => {
    const service = aMessageService();
    service.store.credits.set('acc_shop', credits);
    return { ...service, post: () => service.send(keyed, metered, service.deadline()) };
  };

  test('are charged by the segment', async () => {
    const { post, store } = aService(10);

    await post();
    await post();

    expect(store.credits.get('acc_shop')).toBe(4);
  });

  test('that do not cover all have those sent that they cover; a replay finds it so', async () => {
    const { post, store, upstream } = aService(5);

    const first = await post();
    store.credits.set('acc_shop', 100);
    const second = await post();

    expect(statusesOf(first.messages)).toEqual(['queued', 'queued', 'failed']);
    expect(first.messages[2]).toMatchObject({ reason: { code: 'insufficient_credit' } });
    expect(second).toEqual({ ...first, replayed: true });
    expect(upstream.recipients()).toEqual(three.slice(0, 2));
    expect(store.credits.get('acc_shop')).toBe(100);
  });

  test('that do not cover all of a request for jobs: these are for the others', async () => {
    const { send, store, deadline, jobs } = aMessageService();
    store.credits.set('acc_shop', directCalls);

    const { messages } = await send(differingTexts(directCalls + 1), metered, deadline());

    expect(messages.at(-1)).toMatchObject({ status: 'failed' });
    expect(jobs.take().flatMap(({ ids }) => ids)).toEqual(messages.slice(0, directCalls).map(({ id }) => id));
  });

  test('that do not cover a message whose refusal is not recorded: it is told as not recorded', async () => {
    const { post, store } = aService(5);
    store.hooks.isUnavailable = (operation, { status }) => operation === 'insert' && status === 'failed';

    const { messages, rejected } = await post();

    expect(messages.map(({ to }) => to)).toEqual(three.slice(0, 2));
    expect(rejected).toMatchObject([{ index: 2, code: 'not_recorded' }]);
  });

  test('that do not cover a message whose refusal was recorded before are an error', async () => {
    const { send, store, deadline } = aMessageService();
    const { insert } = store;
    store.insert = async (messages, within) => {
      const outcomes = await insert(messages, within);
      return messages.map(({ status }, index) => (status === 'failed' ? 'exists' : (outcomes[index] ?? 'unknown')));
    };

    await expect(send(aSendRequest(), metered, deadline())).rejects.toThrow(InsufficientCreditError);
  });

  test('that cover none are an error, for a replay too, and nothing is sent or charged', async () => {
    const { post, store, upstream } = aService(1);

    await expect(post()).rejects.toThrow(InsufficientCreditError);
    store.credits.set('acc_shop', 100);
    await expect(post()).rejects.toThrow(InsufficientCreditError);

    expect(upstream.handOvers).toEqual([]);
    expect(store.credits.get('acc_shop')).toBe(100);
  });

  test('come back for what the gateway refuses', async () => {
    const { post, store, upstream } = aService(6);
    const refused = { accepted: false, reason: { code: 'gateway_5', text: "The message won't be received." } } as const;
    upstream.script.handOver = ({ to }) => ({
      kind: 'answered',
      results: to.map((number, index) =>
        index === 0 ? refused : { accepted: true, upstreamId: upstreamIdOf(number), status: 'queued' },
      ),
    });

    const { messages } = await post();

    expect(statusesOf(messages)).toEqual(['failed', 'queued', 'queued']);
    expect(store.credits.get('acc_shop')).toBe(2);
  });
});
