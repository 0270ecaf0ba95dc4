import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InsufficientCreditError, InvalidRequestError, RateLimitedError } from '../../../functions/messages/errors.ts';
import type { SendRequest, SendRules } from '../../../functions/messages/plan.ts';
import type { SendOutcome } from '../../../functions/messages/send-outcome.ts';
import { memoryQuota } from '../../support/fakes/memory-quota.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { dryRunsBefore } from '../../support/model/dry-run.ts';
import { messageServiceOver } from '../../support/model/message-service.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';

/** A service, and dry runs before it. */
const aService = () => {
  const quota = memoryQuota();
  const service = messageServiceOver(memoryStore(), quota);
  const dryRun = dryRunsBefore(service, quota);
  const { store, upstream } = service;
  /** All that a send leaves behind. */
  const traces = () => [store.history.length, [...store.credits], [...quota.counts], upstream.handOvers.length];
  return {
    ...service,
    quota,
    dryRun: (parts: Partial<SendRequest> = {}, own: Partial<SendRules> = {}) =>
      dryRun(aSendRequest(parts), { ...rules, ...own }),
    sendNow: (parts: Partial<SendRequest> = {}, own: Partial<SendRules> = {}) =>
      service.send(aSendRequest(parts), { ...rules, ...own }, service.deadline()),
    traces,
  };
};

const account = 'acc_shop';
const to = '+41791234567';
const verdicts = ({ recipients }: { readonly recipients: readonly { readonly verdict: string }[] }) =>
  recipients.map(({ verdict }) => verdict);

/** What became of each recipient, in order, as a dry run calls it. */
const whatBecame = ({ messages, rejected }: SendOutcome): string[] => {
  const codes = messages.map(({ status, reason }) => (status === 'failed' ? (reason?.code ?? '') : 'send'));
  for (const { index, code } of rejected) codes.splice(index, 0, code);
  return codes;
};

/** Why nothing became of any recipient. */
const codesOf = (error: unknown): string[] => {
  if (error instanceof InvalidRequestError) return error.problems.map(({ code }) => code);
  if (error instanceof RateLimitedError) return ['rate_limited'];
  if (error instanceof InsufficientCreditError) return ['insufficient_credit'];
  throw error;
};

describe('a dry run', () => {
  test('tells of each recipient, in order, what would become of it', async () => {
    const { dryRun, suppressions } = aService();
    suppressions.put(account, '+41791234568');

    const { recipients } = await dryRun({
      to: ['079 123 45 67', 'nobody', '+41791234568', '+33612345678', '+41 79 123 45 67', null],
      text: 'é’'.repeat(40),
      listedIn: 'to',
    });

    const text = { encoding: 'ucs-2', segments: 2, credits: 0 };
    expect(recipients).toStrictEqual([
      { index: 0, to, country: 'CH', verdict: 'send', ...text, sendAt: '2030-06-01T12:00:00.000Z' },
      { index: 1, to: 'nobody', verdict: 'invalid_number', detail: expect.any(String), ...text },
      { index: 2, to: '+41791234568', country: 'CH', verdict: 'suppressed', detail: expect.any(String), ...text },
      {
        index: 3,
        to: '+33612345678',
        country: 'FR',
        verdict: 'country_not_allowed',
        detail: expect.any(String),
        ...text,
      },
      { index: 4, to, country: 'CH', verdict: 'duplicate_recipient', detail: expect.any(String), ...text },
      { index: 5, to: 'null', verdict: 'invalid_number', detail: expect.any(String), ...text },
    ]);
  });

  test('tells of each recipient its own text', async () => {
    const { dryRun } = aService();

    const { recipients } = await dryRun({
      to: [
        { to, values: { name: 'Ada' } },
        { to: '+41791234568', values: { name: 'a'.repeat(160) } },
        { to: '+41791234569' },
      ],
      listedIn: 'recipients',
      text: 'Hello {name}',
      values: {},
    });

    expect(recipients).toMatchObject([
      { verdict: 'send', segments: 1 },
      { verdict: 'send', segments: 2 },
      { verdict: 'invalid_values' },
    ]);
    expect(recipients[2]).not.toHaveProperty('segments');
  });

  test('tells when a message would be handed over that is scheduled', async () => {
    const { dryRun } = aService();

    const { recipients } = await dryRun({ scheduledAt: new Date('2030-12-24T17:00:00Z') });

    expect(recipients).toMatchObject([{ verdict: 'send', sendAt: '2030-12-24T17:00:00.000Z' }]);
  });

  test('tells whom the credits do not cover, in the order of the recipients', async () => {
    const { dryRun, store } = aService();
    store.credits.set(account, 5);

    const outcome = await dryRun({ to: swissMobiles(3), text: 'a'.repeat(161) }, { metered: true });

    expect(verdicts(outcome)).toEqual(['send', 'send', 'insufficient_credit']);
    expect(outcome.recipients.map(({ credits }) => credits)).toEqual([2, 2, 0]);
    expect(outcome.credits).toBe(4);
  });

  test('tells whose own texts the credits still cover', async () => {
    const { dryRun, store } = aService();
    store.credits.set(account, 5);
    const lengths = [161, 161, 161, 160];
    const to = swissMobiles(4).map((to, index) => ({ to, values: { word: 'x'.repeat(lengths[index] ?? 0) } }));

    const outcome = await dryRun({ to, listedIn: 'recipients', text: '{word}', values: {} }, { metered: true });

    expect(verdicts(outcome)).toEqual(['send', 'send', 'insufficient_credit', 'send']);
  });

  test('tells that a limit would let nobody through', async () => {
    const service = aService();
    const limits = { perMinute: 3 };
    await service.sendNow({ to: swissMobiles(2) }, { limits });

    const two = await service.dryRun({ to: [...swissMobiles(2), 'nobody'] }, { limits });

    expect(verdicts(two)).toEqual(['rate_limited', 'rate_limited', 'invalid_number']);
    expect(two.recipients[0]?.detail).toMatch(/3 messages per minute.*30 s\.$/);
    expect(verdicts(await service.dryRun({}, { limits }))).toEqual(['send']);
  });

  test('tells of everybody where nobody is left, whatever the limits', async () => {
    const { dryRun, quota } = aService();
    quota.refusalOf = () => Promise.reject(new Error('There is nobody to count.'));

    expect(verdicts(await dryRun({ to: ['nobody'] }))).toEqual(['invalid_number']);
  });

  test('tells what is replaced, and which characters turn a text to UCS-2', async () => {
    const { dryRun } = aService();

    const smart = await dryRun({ text: 'l’été', isSmart: true });
    const auto = await dryRun({ text: 'l’été', to: ['nobody', ...swissMobiles(2)] });

    expect([smart.replaced, smart.ucs2Characters]).toEqual([[{ from: '’', to: "'", count: 1 }], []]);
    expect([auto.replaced, auto.ucs2Characters]).toEqual([[], [{ character: '’', count: 1 }]]);
  });

  test('does not take the end of a text and the beginning of another for one character', async () => {
    const { dryRun } = aService();
    const [one, other] = swissMobiles(2);

    const { ucs2Characters } = await dryRun({
      to: [
        { to: one, values: { word: '’a' } },
        { to: other, values: { word: '\u0301b' } },
      ],
      listedIn: 'recipients',
      text: '{word}',
      values: {},
    });

    expect(ucs2Characters.map(({ character }) => character)).toEqual(['’', '\u0301']);
  });

  test.each<[string, Partial<SendRequest>, Partial<SendRules>]>([
    ['text', { text: '' }, {}],
    ['sender', { sender: 'TwelveLetter' }, {}],
    ['scheduledAt', { scheduledAt: new Date('2030-05-31') }, {}],
    ['validUntil', { validity: { until: new Date('2030-05-31'), field: 'validUntil' } }, {}],
    ['to', { to: swissMobiles(4) }, { limits: { perDay: 3 } }],
  ])('is refused as the request would be for its %s', async (field, parts, own) => {
    const { dryRun, sendNow } = aService();
    const problemsOf = (asked: Promise<unknown>) =>
      asked.then(
        () => expect.unreachable(),
        ({ problems }) => problems,
      );

    const problems = await problemsOf(dryRun({ to: [...swissMobiles(2), 'nobody'], ...parts }, own));

    expect(problems).toMatchObject([{ field: [field] }]);
    expect(await problemsOf(sendNow({ to: [...swissMobiles(2), 'nobody'], ...parts }, own))).toEqual(problems);
  });

  test('does not look at the key: one that was used stands for nothing', async () => {
    const { dryRun, sendNow, store } = aService();
    await sendNow({ idempotencyKey: 'k' });
    const before = store.history.length;

    const outcome = await dryRun({ idempotencyKey: 'k', text: 'Another' });

    expect(verdicts(outcome)).toEqual(['send']);
    expect(store.history.length).toBe(before);
  });

  test('invariant 15: tells what the request then does, and leaves no trace', () => {
    const numbers = ['+41791234567', '+41791234568', '+41791234569', '+33612345678', '079 123 45 67', 'nobody'];
    return holds(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...numbers), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('Hello', 'l’été '.repeat(20)),
        fc.boolean(),
        fc.option(fc.nat(8), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        async (to, text, isSmart, credits, perMinute) => {
          const service = aService();
          service.suppressions.put(account, '+41791234569');
          if (credits !== undefined) service.store.credits.set(account, credits);
          const limits = perMinute === undefined ? {} : { perMinute };
          const own = { metered: credits !== undefined, limits };
          await service.sendNow({ to: ['+41791111111'] }, { limits });
          const before = service.traces();
          const request = { to, text, ...(isSmart && { isSmart }), listedIn: 'to' } as const;

          const told = await service.dryRun(request, own).then(verdicts, codesOf);
          expect(service.traces()).toEqual(before);
          const done = await service.sendNow(request, own).then(whatBecame, codesOf);

          const refusal = ['rate_limited', 'insufficient_credit'].find(
            (code) => !told.includes('send') && told.includes(code),
          );
          expect(refusal === undefined ? told : [refusal]).toEqual(done);
        },
      ),
    );
  });
});
