import { expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import { RequestInFlightError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { SendRequest } from '../../../functions/messages/plan.ts';
import type { HandOverFault } from '../../support/fakes/memory-upstream.ts';
import { aSendRequest, rules, swissMobiles } from '../../support/model/messages.ts';
import { aWorld, expectTruth, settle, type World } from '../../support/model/world.ts';
import { seed } from '../../support/runner/property.ts';
import { seeded } from '../../support/runner/seeded.ts';

const requestCount = 100;
const recipientsPerRequest = 100;
const faultRate = 0.2;

const handOverFaults: readonly HandOverFault[] = ['not_sent', 'rejected', 'broken', 'lost'];
const ends: readonly Status[] = ['delivered', 'delivered', 'failed', 'expired'];

/** Every call of the gateway and every write or read of a record fails with this probability. */
const disturb = ({ upstream, store }: World, random: () => number) => {
  const strikes = () => random() < faultRate;
  const oneOf = <T>(choices: readonly T[]): T | undefined => choices[Math.floor(random() * choices.length)];
  upstream.weather.handOver = () => (strikes() ? oneOf(handOverFaults) : undefined);
  upstream.weather.states = () => (strikes() ? oneOf(['silent', 'nonsense'] as const) : undefined);
  store.hooks.isUnavailable = () => random() < faultRate / 2;
  store.hooks.isLost = () => random() < faultRate / 2;
  store.hooks.before = (operation) => {
    if (operation === 'find' && strikes()) throw new StoreUnavailableError('The store could not be read.');
  };
  return oneOf;
};

/** A client that repeats a request until it is told of every recipient; `undefined`: not this time. */
const post = async (world: World, request: SendRequest): Promise<readonly string[] | undefined> => {
  try {
    const { messages, rejected } = await world.during(world.start().send(request, rules, world.deadline()));
    return rejected.length === 0 ? messages.map(({ id }) => id) : undefined;
  } catch (error) {
    if (error instanceof StoreUnavailableError || error instanceof RequestInFlightError) return undefined;
    throw error;
  }
};

test('invariant 1: of 10,000 messages at 20 % faults none is lost, none doubled', async () => {
  const world = aWorld();
  const oneOf = disturb(world, seeded(seed));
  const numbers = swissMobiles(recipientsPerRequest);
  const answered = new Set<string>();
  let open = Array.from({ length: requestCount }, (_, index) =>
    aSendRequest({ text: `${index}`, to: numbers, idempotencyKey: `${index}` }),
  );

  while (open.length > 0) {
    const rest: SendRequest[] = [];
    for (const request of open) {
      const ids = await post(world, request);
      if (ids === undefined) rest.push(request);
      for (const id of ids ?? []) answered.add(id);
    }
    open = rest;
    await world.pass(61_000);
    await world.start().sweep(1);
    world.upstream.progress(world.now(), () => oneOf(ends) ?? 'delivered');
  }
  delete world.store.hooks.before;
  await settle(world);

  const count = (...statuses: Status[]) => world.records().filter(({ status }) => statuses.includes(status)).length;
  const smses = [...world.upstream.taken.values()];
  expect({
    answered: answered.size,
    ended: count('delivered', 'failed', 'expired', 'indeterminate'),
    lost: [...answered].filter((id) => !world.store.records.has(id)).length,
    doubled: smses.length - new Set(smses.map(({ text, to }) => `${text} ${to}`)).size,
  }).toEqual({ answered: 10_000, ended: 10_000, lost: 0, doubled: 0 });
  // All kinds of ends were met, so the faults were real.
  for (const status of ['delivered', 'failed', 'expired', 'indeterminate'] as const) {
    expect(count(status), status).toBeGreaterThan(100);
  }
  expectTruth(world);
}, 60_000);
