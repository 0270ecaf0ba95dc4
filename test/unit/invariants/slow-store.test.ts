import { expect, test } from 'vitest';
import { RequestInFlightError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { notRecorded, type SendOutcome } from '../../../functions/messages/send-outcome.ts';
import { aLife, type Death } from '../../support/model/deaths.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectCreditsAddUp, expectTruth, settle } from '../../support/model/world.ts';

const account = 'acc_shop';
const initial = 20;
const second = 1_000;

interface Scenario {
  readonly recipients: number;
  readonly idempotencyKey?: string;
  /** Which of the first inserts are not answered: every so many. */
  readonly every: number;
  /** When those arrive. */
  readonly lateness: number;
}

const scenarios: readonly Scenario[] = [1, 3].flatMap((recipients) =>
  [{}, { idempotencyKey: 'k' }].flatMap((key) =>
    [1, 2].flatMap((every) =>
      [second, 5 * second, 28 * second].map((lateness) => ({ recipients, every, lateness, ...key })),
    ),
  ),
);

const aScenario = ({ recipients, idempotencyKey, every, lateness }: Scenario) => {
  const world = aWorld();
  world.store.credits.set(account, initial);
  let inserts = 0;
  world.store.hooks.isLate = (operation, _message, arrive) => {
    if (operation !== 'insert') return false;
    inserts += 1;
    const isLate = inserts <= 2 * recipients && inserts % every === 0;
    if (isLate) world.later(lateness, arrive);
    return isLate;
  };
  const request = aSendRequest({
    to: swissMobiles(recipients),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  const send = (service = world.start()) =>
    world.during(service.send(request, { ...rules, metered: true }, world.deadline()));
  return { world, request, send };
};

/** What the sender is told: an error, or of whom nothing was handed over. */
const toldOf = (outcome: SendOutcome | StoreUnavailableError | undefined): ((to: string) => boolean) => {
  if (outcome === undefined) return () => false;
  if (outcome instanceof StoreUnavailableError) return () => true;
  const refused = new Set(outcome.rejected.flatMap(({ code, to }) => (code === notRecorded.code ? to : [])));
  return (to) => refused.has(to);
};

const ifUnavailable = (error: unknown): StoreUnavailableError => {
  if (error instanceof StoreUnavailableError) return error;
  throw error;
};

/** Every call in whose place the process may die, those of the minute after its answer included. */
const deathsOf = async (scenario: Scenario): Promise<readonly Death[]> => {
  const { world, send } = aScenario(scenario);
  const life = aLife();
  await life.of(send(world.start(life.around))).catch(ifUnavailable);
  await world.pass(60 * second);
  return life.deaths();
};

test.each(scenarios.map((scenario) => [JSON.stringify(scenario), scenario] as const))(
  'invariant 19: whom its sender was told nothing was sent to costs nothing and leaves no doubt: %s',
  async (_, scenario) => {
    for (const death of [undefined, ...(await deathsOf(scenario))]) {
      const { world, request, send } = aScenario(scenario);
      const life = aLife(death);
      try {
        const outcome = await life.of(send(world.start(life.around))).catch(ifUnavailable);
        const isRefused = toldOf(outcome);
        expectTruth(world);
        await world.pass(59 * second);
        if (!life.isDead()) {
          const refused = world.records().filter(({ to }) => isRefused(to));
          expect(refused.filter(({ status, charge }) => status !== 'failed' || charge !== undefined)).toEqual([]);
        }
        await settle(world);

        expectTruth(world);
        expectCreditsAddUp(world, account, initial);
        if (scenario.idempotencyKey === undefined) continue;
        const last = await send().catch((error: unknown) => error);
        expect(last).not.toBeInstanceOf(RequestInFlightError);
        await settle(world);
        expectTruth(world);
        for (const to of request.to) expect(world.upstream.risked(request.text, String(to))).toBeLessThanOrEqual(1);
      } catch (cause) {
        throw new Error(death && `died ${death.when} ${death.name} (call ${death.call})`, { cause });
      }
    }
  },
);

test('invariant 19: what is recorded is handed over by the sweep where its call could not be noted', async () => {
  const world = aWorld();
  world.calls.hooks.isUnavailable = (kind, { call }) => kind === 'begin' && call === 1;
  // Nor can it be recorded that its messages wait.
  world.store.hooks.isUnavailable = (operation, { status }) => operation === 'apply' && status === 'accepted';
  const request = aSendRequest({ to: swissMobiles(150), idempotencyKey: 'k' });

  const { messages, rejected } = await world.during(world.start().send(request, rules, world.deadline()));

  expect(messages.map(({ status }) => status).filter((status) => status === 'submitting')).toHaveLength(50);
  expect(rejected).toEqual([]);
  await settle(world);
  expect(new Set(world.records().map(({ status }) => status))).toEqual(new Set(['delivered']));
  expectTruth(world);
});
