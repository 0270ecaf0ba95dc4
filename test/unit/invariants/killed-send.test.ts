import { expect, test } from 'vitest';
import { recipientsPerCall } from '../../../functions/messages/calls.ts';
import {
  InsufficientCreditError,
  InvalidRequestError,
  RequestInFlightError,
} from '../../../functions/messages/errors.ts';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import type { SendOutcome } from '../../../functions/messages/send-outcome.ts';
import { inFlightMillis } from '../../../functions/messages/timing.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { aLife, type Death } from '../../support/model/deaths.ts';
import { aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle, type World } from '../../support/model/world.ts';

const account = 'acc_shop';

interface Scenario {
  readonly recipients: number;
  readonly idempotencyKey?: string;
  readonly scheduledAt?: Date;
  /** What the account can pay for; absent: it is not metered. */
  readonly credits?: number;
  readonly refuses?: (to: string) => boolean;
  readonly fault?: HandOverFault;
  /** Seconds. */
  readonly validFor?: number;
  /** Put on the suppression list once the send is over, or dead. */
  readonly suppressed?: string;
}

const soon = new Date(now.getTime() + 150_000);
const everyThird = (to: string) => Number(to.slice(-3)) % 3 === 0;

const requests: Readonly<Record<string, Scenario>> = {
  'one message': { recipients: 1 },
  'three messages': { recipients: 3 },
  'three messages for later': { recipients: 3, scheduledAt: soon },
  'three messages, metered': { recipients: 3, credits: 10 },
  'three messages, with credits for two': { recipients: 3, credits: 2 },
  'three messages, with credits for none': { recipients: 3, credits: 0 },
  'three messages, metered, some refused': { recipients: 3, credits: 10, refuses: everyThird },
  'three messages, metered, and a gateway out of reach': { recipients: 3, credits: 10, fault: 'not_sent' },
  'three messages, metered, whose answer is lost': { recipients: 3, credits: 10, fault: 'lost' },
  'three messages, metered, lost themselves': { recipients: 3, credits: 10, fault: 'broken' },
  'three messages, metered, all refused': { recipients: 3, credits: 10, fault: 'rejected' },
  'three messages with a validity, metered, and a gateway out of reach': {
    recipients: 3,
    credits: 10,
    fault: 'not_sent',
    validFor: 90,
  },
  'three messages, metered, to one who is suppressed then, and a gateway out of reach': {
    recipients: 3,
    credits: 10,
    fault: 'not_sent',
    suppressed: '+41791000001',
  },
  '130 messages, in two calls': { recipients: 130 },
  '130 messages, metered, some refused': { recipients: 130, credits: 120, refuses: everyThird },
};

/** What happens after a death, in order. */
const aftermaths: readonly (readonly ('wait' | 'sweep' | 'replay')[])[] = [
  ['wait', 'sweep', 'replay'],
  ['wait', 'replay', 'sweep'],
  ['replay', 'wait', 'sweep', 'replay'],
];

const keyed = Object.entries(requests).flatMap(([name, request]) =>
  // The large ones take their time.
  aftermaths
    .slice(request.recipients > 100 ? -1 : 0)
    .map((aftermath) => [name, aftermath.join(', '), { ...request, idempotencyKey: 'k' }, aftermath] as const),
);
const unkeyed = Object.entries(requests).map(
  ([name, request]) => [name, 'wait, sweep', request, ['wait', 'sweep']] as const,
);

const aScenario = ({ recipients, credits, refuses, fault, validFor, suppressed: _, ...parts }: Scenario) => {
  const world = aWorld();
  if (credits !== undefined) world.store.credits.set(account, credits);
  if (refuses !== undefined) world.upstream.weather.refuses = refuses;
  if (fault !== undefined) world.upstream.weather.handOver = () => fault;
  const validity = validFor === undefined ? undefined : { until: new Date(now.getTime() + validFor * 1_000) };
  const request: SendRequest = aSendRequest({ to: swissMobiles(recipients), ...parts, ...(validity && { validity }) });
  const send = ({ send } = world.start()) =>
    send(request, { ...rules, metered: credits !== undefined }, world.deadline());
  return { world, request, send };
};

/** Every death that this send can die, each with its own world. */
const deathsOf = async (scenario: Scenario): Promise<readonly Death[]> => {
  const { world, send } = aScenario(scenario);
  const life = aLife();
  await life.of(send(world.start(life.around)).catch(() => undefined));
  return life.deaths();
};

test.each([...keyed, ...unkeyed])(
  'invariant 4: %s, killed at any await; then %s: all is told truly, and nothing sent again',
  async (_name, _then, scenario, aftermath) => {
    const deaths = await deathsOf(scenario);
    expect(deaths.length).toBeGreaterThanOrEqual(4);

    for (const death of deaths) {
      const { world, send, request } = aScenario(scenario);
      const life = aLife(death);
      try {
        expect(await life.of(send(world.start(life.around)))).toBeUndefined();
        if (scenario.suppressed !== undefined) world.suppress(account, scenario.suppressed);
        for (const step of aftermath) {
          if (step === 'wait') await world.pass(inFlightMillis + 1_000);
          else if (step === 'replay') expectAnswer(world, request, await send().catch((error: unknown) => error));
          else await expectSweep(world);
        }
        await settle(world);
        expectAllEnded(world, scenario);
        if (scenario.idempotencyKey !== undefined) {
          const last = await send().catch((error: unknown) => error);
          expect(last).not.toBeInstanceOf(RequestInFlightError);
          expectAnswer(world, request, last);
        }
        expectTruth(world);
        if (scenario.recipients > recipientsPerCall) expectNoFalseDoubt(world, request);
        if (scenario.credits !== undefined) expectCreditsAddUp(world, account, scenario.credits);
      } catch (error) {
        throw new Error(`died ${death.when} ${death.name} (call ${death.call})`, { cause: error });
      }
    }
  },
);

/** One sweep leaves nothing under way, and sends only what was proved not to have been sent. */
const expectSweep = async (world: World) => {
  const before = new Map(world.records().map((message) => [message.id, message]));
  const taken = world.upstream.taken.size;
  await world.start().sweep();
  expect(world.records().filter(({ status }) => status === 'submitting')).toEqual([]);
  const waiting = [...before.values()].filter(({ status }) => status === 'accepted');
  expect(world.upstream.taken.size - taken).toBeLessThanOrEqual(waiting.length);
  expectTruth(world);
};

/** What a replay may say: a true answer with a message for every recipient, that the request is in flight, or unpaid. */
const expectAnswer = (world: World, request: SendRequest, answer: unknown) => {
  if (answer instanceof RequestInFlightError) return;
  if (answer instanceof InsufficientCreditError) return expect(world.upstream.taken.size).toBe(0);
  // It was never recorded, and now it is too late for it.
  if (answer instanceof InvalidRequestError && request.validity) return expect(world.records()).toEqual([]);
  if (answer instanceof Error) throw answer;
  const { messages, rejected } = answer as SendOutcome;
  const isTooLate = request.validity !== undefined && request.validity.until <= world.now();
  const isMissing = (to: unknown) => (isTooLate || isSuppressed(world, to)) && !messages.some((sent) => sent.to === to);
  expect(rejected.map(({ to }) => to)).toEqual(request.to.filter(isMissing));
  expect(messages.map(({ to }) => to)).toEqual(request.to.filter((to) => !isMissing(to)));
  expect(messages).toEqual(messages.map(({ id }) => world.store.records.get(id)));
  expectTruth(world, messages);
};

/** Of one that is not recorded. */
const isSuppressed = (world: World, to: unknown) => world.isSuppressed(account, String(to));

/** In doubt are only messages of a call that had begun, or may have: the others were handed over, or failed. */
const expectNoFalseDoubt = (world: World, { to }: SendRequest) => {
  const mayHaveBegun = (recipient: string) =>
    world.calls.states.get(`attempt-1#${Math.floor(to.indexOf(recipient) / recipientsPerCall)}`) !== 'fenced';
  const doubted = world.records().filter(({ status }) => status === 'indeterminate');
  expect(doubted.filter((message) => !mayHaveBegun(message.to))).toEqual([]);
};

const expectAllEnded = (world: World, { validFor, suppressed }: Scenario) => {
  const ends = ['delivered', 'failed', 'indeterminate'];
  if (validFor !== undefined) ends.push('expired');
  if (suppressed !== undefined) ends.push('canceled');
  expect(world.records().filter(({ status }) => !ends.includes(status))).toEqual([]);
};

test('invariant 15: a dry run, killed at any await or not at all, only asks', async () => {
  const limits = { perMinute: 10 };
  const world = aWorld();
  const life = aLife();
  const request = aSendRequest({ to: swissMobiles(3), idempotencyKey: 'k' });

  await life.of(world.start(life.around).dryRun(request, { ...rules, metered: true, limits }));

  expect(new Set(life.deaths().map(({ name }) => name))).toEqual(new Set(['among', 'refusalOf', 'creditsLeft']));
  expect([world.records(), world.upstream.taken.size]).toEqual([[], 0]);
});
