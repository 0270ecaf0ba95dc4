import { expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { failing, hanging, ok, type Receiver, start, webhookWorld } from '../../support/fakes/webhook-world.ts';

const a = 'https://a.example.com/';
const b = 'https://b.example.com/';
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const secondsBetween = (times: readonly number[]) =>
  times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) / second));

it('delivers what is fresh, and remembers the attempt', async () => {
  const world = webhookWorld({ [a]: () => ({ answer: { status: 204, excerpt: 'Thanks' }, after: 80 }) });
  const delivery = await world.tell(a);

  const report = await world.round();

  expect(report).toEqual({ delivered: 1, failedAttempts: 0, failed: 0, disabled: 0, isLeft: false });
  expect(world.stateOf(delivery)).toMatchObject({
    state: { name: 'delivered' },
    attempts: [{ at: start.toISOString(), status: 204, milliseconds: 80, answer: 'Thanks' }],
  });
  expect(world.memory.writes).toEqual({ adds: 1, changes: 1, lanes: 0, errands: 0 });
});

it('begins with what it is told of, though the index does not show it yet', async () => {
  const world = webhookWorld({ [a]: ok });
  world.memory.hooks.isLate = () => true;
  const delivery = await world.tell(a);

  await world.round([delivery]);

  expect(world.stateOf(delivery)?.state.name).toBe('delivered');
});

it('calls once, though the index goes on to show what was delivered', async () => {
  const world = webhookWorld({ [a]: ok });
  const delivery = await world.tell(a);
  world.memory.hooks.isLate = () => true;

  await world.round([delivery]);
  await world.run(3 * minute);

  expect(world.calls).toHaveLength(1);
});

it('tries one that fails ten times, with the pauses of Standard Webhooks, under one id', async () => {
  const world = webhookWorld({ [a]: failing });
  const delivery = await world.tell(a);

  await world.run(4 * day);

  // The schedule brings the later ones within its minute.
  const pauses = secondsBetween(world.calls.map(({ began }) => began));
  for (const [index, pause] of [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(pause);
    expect(pauses[index]).toBeLessThanOrEqual(pause + 61);
  }
  expect(new Set(world.calls.map(({ id }) => id))).toEqual(new Set([delivery.id]));
  expect(world.stateOf(delivery)).toMatchObject({ state: { name: 'failed', reason: 'attempts_exhausted' } });
  expect(world.stateOf(delivery)?.attempts).toHaveLength(10);
});

it('makes at most five calls to a receiver at once, from the first on', async () => {
  const world = webhookWorld({ [a]: () => ({ answer: { status: 200 }, after: 500 }) });
  for (let count = 0; count < 40; count += 1) await world.tell(a);

  await world.run(minute);

  expect(world.mostAtOnce(a)).toBe(5);
  expect(world.all().every(({ state }) => state.name === 'delivered')).toBe(true);
});

it('lets no receiver wait for another: one hangs on each call, the other hears within a second', async () => {
  const world = webhookWorld({ [a]: hanging, [b]: ok });
  const toldAt = new Map<string, number>();
  const feed = async () => {
    for (let count = 0; count < 20 * 150; count += 1) {
      await world.time.pause(50);
      const { id } = await world.tell(count % 2 === 0 ? a : b);
      toldAt.set(id, world.time.clock().getTime());
    }
  };

  await world.time.during(Promise.all([feed(), world.run(160 * second)]));

  const delays = world.calls.filter(({ url }) => url === b).map(({ id, began }) => began - (toldAt.get(id) ?? 0));
  delays.sort((x, y) => x - y);
  expect(delays).toHaveLength(1_500);
  expect(delays[Math.floor(delays.length * 0.95)]).toBeLessThan(1 * second);
  expect(delays.at(-1)).toBeLessThan(3 * second);
  expect(world.mostAtOnce(a)).toBe(5);
  // One try after the other of what is down.
  expect(world.calls.filter(({ url }) => url === a).length).toBeLessThan(15);
});

it('lets no receiver wait for a call to another that began in the last second of a round', async () => {
  const busy: Receiver = () => ({ answer: { status: 200 }, after: 300 });
  const world = webhookWorld({ [a]: hanging, [b]: busy });
  const toldAt = new Map<string, number>();
  const feed = async () => {
    for (let count = 0; count < 700; count += 1) {
      await world.time.pause(100);
      if (count === 392) await world.tell(a);
      const { id } = await world.tell(b);
      toldAt.set(id, world.time.clock().getTime());
    }
  };

  await world.time.during(Promise.all([feed(), world.run(75 * second)]));

  const delays = world.calls.filter(({ url }) => url === b).map(({ id, began }) => began - (toldAt.get(id) ?? 0));
  expect(delays).toHaveLength(700);
  expect(Math.max(...delays)).toBeLessThan(1 * second);
});

it('lets no receiver wait for nine that answer at the last moment, always', async () => {
  const late: Receiver = () => ({ answer: { status: 200 }, after: 14_900 });
  const others = Array.from({ length: 9 }, (_, index) => `https://late-${index}.example.com/`);
  const world = webhookWorld({ [b]: ok, ...Object.fromEntries(others.map((url) => [url, late])) });
  const toldAt = new Map<string, number>();
  const feed = async () => {
    for (let count = 0; count < 10 * 150; count += 1) {
      await world.time.pause(100);
      const { id } = await world.tell(count % 2 === 0 ? b : (others[count % 9] ?? b));
      toldAt.set(id, world.time.clock().getTime());
    }
  };

  await world.time.during(Promise.all([feed(), world.run(160 * second)]));

  const delays = world.calls.filter(({ url }) => url === b).map(({ id, began }) => began - (toldAt.get(id) ?? 0));
  delays.sort((x, y) => x - y);
  expect(delays).toHaveLength(750);
  expect(delays[Math.floor(delays.length * 0.95)]).toBeLessThan(1 * second);
});

it('makes no more than 400 calls at once, of which a quarter is for receivers that answer soon', async () => {
  const late: Receiver = () => ({ answer: { status: 200 }, after: 14_900 });
  const others = Array.from({ length: 120 }, (_, index) => `https://late-${index}.example.com/`);
  const world = webhookWorld({ [b]: ok, ...Object.fromEntries(others.map((url) => [url, late])) });
  const tellOthers = async () => {
    for (let count = 0; count < 10; count += 1) for (const url of others) await world.tell(url);
  };
  await tellOthers();
  await world.run(30 * second);
  const beganAt = (url: string) => world.calls.filter((call) => call.url === url).map(({ began }) => began);
  await tellOthers();
  await world.tell(b);
  const toldAt = world.time.clock().getTime();

  await world.run(30 * second);

  const changes = world.calls.flatMap(({ began, ended }) => [[began, 1] as const, [ended || Infinity, -1] as const]);
  let now = 0;
  const most = Math.max(...changes.toSorted(([x, one], [y, two]) => x - y || one - two).map(([, by]) => (now += by)));
  expect(most).toBe(400);
  expect(beganAt(b).map((began) => began - toldAt < second)).toEqual([true]);
});

it('tries one delivery after the other while a receiver is down, and opens the rest when it answers', async () => {
  const world = webhookWorld({ [a]: failing });
  const deliveries = [];
  for (let count = 0; count < 300; count += 1) deliveries.push(await world.tell(a));
  await world.run(20 * minute);
  const callsWhileDown = world.calls.length;
  const untried = world.all().filter(({ attempts }) => attempts.length === 0).length;
  world.answers.set(a, ok);

  await world.run(10 * minute);

  expect(callsWhileDown).toBeLessThan(20);
  // Those held back count no attempt.
  expect(untried).toBeGreaterThan(280);
  expect(world.all().every(({ state }) => state.name === 'delivered')).toBe(true);
  expect(world.calls).toHaveLength(callsWhileDown + 300);
  expect(world.mostAtOnce(a)).toBe(5);
});

it('waits no longer for the time of its next attempt once its receiver has come up again', async () => {
  const world = webhookWorld({ [a]: failing });
  const first = await world.tell(a);
  await world.run(10 * minute);
  const { state, attempts } = world.stateOf(first) ?? {};
  expect(attempts).toHaveLength(3);
  world.answers.set(a, ok);
  await world.tell(a);

  await world.run(10 * minute);

  expect(world.stateOf(first)?.state.name).toBe('delivered');
  expect(state && 'dueAt' in state && state.dueAt > (world.stateOf(first)?.attempts.at(-1)?.at ?? '')).toBe(true);
});

it('ends its round while a receiver that has come up catches up, and goes on with the next', async () => {
  const world = webhookWorld({ [a]: failing });
  for (let count = 0; count < 2_200; count += 1) await world.tell(a);
  await world.run(minute);
  world.answers.set(a, ok);

  await world.run(2 * minute);

  expect(world.all().every(({ state }) => state.name === 'delivered')).toBe(true);
  expect(world.reports.filter(({ isLeft }) => isLeft).length).toBeGreaterThan(0);
});

it('puts what is too much for memory behind the lane a hundred at once, told of one by one or not', async () => {
  const world = webhookWorld({ [a]: failing });
  const told = [];
  for (let count = 0; count < 2_000; count += 1) told.push(await world.tell(a));
  const underWay = { now: 0, most: 0, count: 0 };
  world.memory.hooks.before = async (operation) => {
    if (operation !== 'find') return;
    underWay.now += 1;
    underWay.count += 1;
    underWay.most = Math.max(underWay.most, underWay.now);
    await world.time.pause(20);
    underWay.now -= 1;
  };

  await world.round(told);

  expect(world.all().filter(({ state }) => state.name === 'waiting')).toHaveLength(2_000);
  expect(underWay.most).toBeLessThan(20);
  expect(underWay.count).toBeLessThan(100);
});

it('looks no more often at what is due because the store has stopped the work for one webhook', async () => {
  const world = webhookWorld({ [a]: failing, [b]: () => ({ answer: { status: 200 }, after: 14_000 }) });
  let looks = 0;
  world.memory.hooks.before = (operation) => {
    if (operation === 'due') looks += 1;
    // A loop in which no time goes by would never end.
    if (looks > 5_000) throw new StoreUnavailableError('Asked too often.');
  };
  const feed = async () => {
    for (const url of [a, a, a, b]) await world.tell(url);
    await world.time.pause(second);
    world.memory.hooks.isUnavailable = (write) => write === 'change';
    for (let count = 0; count < 3; count += 1) {
      await world.tell(a);
      await world.time.pause(second);
    }
  };

  await world.time.during(Promise.all([feed(), world.run(10 * second)]));

  expect(looks).toBeLessThan(500);
});

it('goes on as before after a single failure', async () => {
  let isFirst = true;
  const once: Receiver = () => {
    const status = isFirst ? 500 : 200;
    isFirst = false;
    return { answer: { status }, after: 20 };
  };
  const world = webhookWorld({ [a]: once });
  const deliveries = [await world.tell(a), await world.tell(a), await world.tell(a)];

  await world.round();

  const statuses = deliveries.map((delivery) => world.stateOf(delivery)?.attempts.map(({ status }) => status));
  expect(statuses.sort()).toEqual([[200], [200], [500, 200]]);
  expect(world.calls.map(({ began }) => began - start.getTime())).toEqual([0, 0, 0, expect.closeTo(5_250, -3)]);
  await world.run(3 * minute);
  expect(world.memory.lanesOf.size).toBe(0);
});

it('loses none of a day, at a bounded number of calls and writes, and catches up after', async () => {
  const world = webhookWorld({ [a]: hanging });
  const changes = 600;
  const feed = async () => {
    for (let count = 0; count < changes; count += 1) {
      await world.time.pause(day / changes);
      await world.tell(a);
    }
  };
  await world.time.during(Promise.all([feed(), world.run(day + 2 * minute)]));
  const { calls } = world;
  const callsWhileDown = calls.length;
  const lanesWritten = world.memory.writes.lanes;
  world.answers.set(a, ok);

  await world.run(30 * minute);

  expect(callsWhileDown).toBeLessThan(330);
  expect(lanesWritten).toBeLessThan(changes + 2 * callsWhileDown);
  expect(world.all().filter(({ state }) => state.name === 'delivered')).toHaveLength(changes);
  expect(world.memory.writes.changes).toBeLessThan(2 * changes + 2 * callsWhileDown);
});

it('is disabled by a receiver that is gone: what waits fails, and the world is told once', async () => {
  const world = webhookWorld({ [a]: failing });
  for (let count = 0; count < 10; count += 1) await world.tell(a);
  await world.run(1 * minute);
  world.answers.set(a, () => ({ answer: { status: 410 }, after: 10 }));

  await world.run(10 * minute);

  expect(world.webhookAt(a).disabled).toMatchObject({ reason: 'gone' });
  expect(world.toldDisabled).toHaveLength(1);
  expect(world.all().map(({ state }) => state)).toEqual(
    Array.from({ length: 10 }, () => ({ name: 'failed', reason: 'webhook_disabled' })),
  );
  expect(world.memory.dueCount()).toBe(0);
});

it('is disabled after five days of nothing but failures', async () => {
  const world = webhookWorld({ [a]: failing });
  const feed = async () => {
    for (let count = 0; count < 24; count += 1) {
      await world.tell(a);
      await world.time.pause(6 * hour);
    }
  };
  await world.time.during(Promise.all([feed(), world.run(6 * day)]));

  const { disabled } = world.webhookAt(a);
  expect(disabled?.reason).toBe('failing');
  const after = Date.parse(disabled?.at ?? '') - start.getTime();
  expect(after).toBeGreaterThanOrEqual(5 * day);
  expect(after).toBeLessThan(5 * day + 7 * hour);
  expect(world.toldDisabled).toHaveLength(1);
});

it.each([
  ['in seconds', '7200'],
  ['as a date', new Date(start.getTime() + 2 * hour).toUTCString()],
])('leaves a receiver in peace for as long as it asks, %s', async (_, retryAfter) => {
  let answers = 0;
  const busy: Receiver = () => {
    answers += 1;
    return answers === 1 ? { answer: { status: 429, retryAfter }, after: 10 } : { answer: { status: 200 }, after: 10 };
  };
  const world = webhookWorld({ [a]: busy });
  const first = await world.tell(a);
  await world.run(minute);
  const later = await world.tell(a);

  await world.run(3 * hour);

  const [asked, ...others] = world.calls.map(({ began }) => began);
  for (const began of others) expect(began - (asked ?? 0)).toBeGreaterThanOrEqual(2 * hour - second);
  for (const delivery of [first, later]) expect(world.stateOf(delivery)?.state.name).toBe('delivered');
});

it('leaves a receiver in peace that asked for it while another call was under way', async () => {
  let answers = 0;
  const busy: Receiver = () => {
    answers += 1;
    if (answers === 2) return { answer: { status: 429, retryAfter: '3600' }, after: 10 };
    return { answer: { status: 200 }, after: answers < 5 ? 1_000 : 10 };
  };
  const world = webhookWorld({ [a]: busy });
  for (let count = 0; count < 3; count += 1) await world.tell(a);
  await world.run(minute);
  const later = await world.tell(a);
  const { length: rounds } = world.reports;

  await world.run(50 * minute);
  expect(world.calls).toHaveLength(3);
  // A round begins with the schedule, and ends at once: there is nothing to do.
  expect(world.reports.length - rounds).toBeLessThanOrEqual(51);
  await world.run(15 * minute);

  expect(world.stateOf(later)?.state.name).toBe('delivered');
});

it('takes nothing back that another round has put behind the lane', async () => {
  const world = webhookWorld({ [a]: failing });
  const first = await world.tell(a);
  await world.run(minute);
  const { lanesOf, lanes } = world.memory;
  const before = lanesOf.get(first.webhook);
  await world.run(10 * minute);

  // A write of the round of before that comes late.
  if (before !== undefined) await lanes.put({ ...before, mark: 'late' }, before);
  if (before !== undefined) await lanes.remove(before);
  world.answers.set(a, ok);
  await world.run(hour);

  expect(before).toBeDefined();
  expect(world.stateOf(first)?.state.name).toBe('delivered');
});

it('ends for a webhook whose lane another round writes', async () => {
  const world = webhookWorld({ [a]: hanging });
  const delivery = await world.tell(a);
  const round = world.round();
  world.time.later(5 * second, () => {
    const other = {
      webhook: delivery.webhook,
      account: delivery.account,
      failures: 1,
      joinedAt: '2026',
      mark: 'other',
    };
    void world.memory.lanes.put(other, undefined);
  });

  await round;

  expect(world.problems).toEqual([expect.stringContaining('LaneTakenError')]);
  expect(world.stateOf(delivery)?.state.name).toBe('fresh');
});

it('fails what waits for a webhook that is deleted', async () => {
  const world = webhookWorld({ [a]: failing, [b]: ok });
  const deliveries = [await world.tell(a), await world.tell(a)];
  await world.run(10 * second);
  await world.webhooks.change(deliveries[0]?.account ?? '', (all) => all.filter(({ url }) => url !== a));

  await world.run(10 * minute);

  for (const delivery of deliveries) {
    expect(world.stateOf(delivery)?.state).toEqual({ name: 'failed', reason: 'webhook_deleted' });
  }
  expect(world.memory.dueCount()).toBe(0);
});

it('redelivers what has failed since', async () => {
  const world = webhookWorld({ [a]: failing });
  const old = await world.tell(a);
  await world.run(hour);
  const since = world.time.clock().toISOString();
  for (let count = 0; count < 250; count += 1) await world.tell(a);
  const until = world.time.clock().toISOString();
  const { id: webhook, account } = world.webhookAt(a);
  const disable = (disabled?: { reason: 'requested'; at: string }) =>
    world.webhooks.change(account, (all) =>
      all.map(({ disabled: _, ...rest }) => ({ ...rest, since: until, ...(disabled && { disabled }) })),
    );
  await disable({ reason: 'requested', at: until });
  await world.memory.lanes.putErrand({ webhook, account, at: until, mark: '1' }, undefined);
  await world.run(2 * minute);
  expect(world.all().every(({ state }) => state.name === 'failed')).toBe(true);
  expect(world.toldDisabled).toEqual([]);
  await disable();
  world.answers.set(a, ok);

  await world.memory.lanes.putErrand(
    {
      webhook,
      account,
      at: world.time.clock().toISOString(),
      since,
      until,
      mark: '2',
    },
    undefined,
  );
  await world.run(5 * minute);

  expect(world.all().filter(({ state }) => state.name === 'delivered')).toHaveLength(250);
  expect(world.stateOf(old)?.state.name).toBe('failed');
  expect(world.memory.errandsOf.size).toBe(0);
});

it('does an errand in the round in which it is given', async () => {
  const world = webhookWorld({ [a]: hanging, [b]: ok });
  await world.tell(a);
  const { id: webhook, account } = world.webhookAt(b);
  const left: number[] = [];
  for (const seconds of [2, 5]) {
    world.time.later(seconds * second, () => {
      const errand = { webhook, account, at: world.time.clock().toISOString(), mark: String(seconds) };
      void world.memory.lanes.putErrand(errand, undefined);
    });
    world.time.later((seconds + 1) * second, () => left.push(world.memory.errandsOf.size));
  }

  await world.round();

  expect(left).toEqual([0, 0]);
});

it('leaves what the store does not take to a later round', async () => {
  const world = webhookWorld({ [a]: failing });
  const delivery = await world.tell(a);
  world.memory.hooks.isUnavailable = () => true;
  await world.run(2 * minute);
  const { length } = world.calls;
  world.memory.hooks.isUnavailable = () => false;
  world.answers.set(a, ok);

  await world.run(2 * minute);

  expect(length).toBeLessThanOrEqual(4);
  expect(world.problems.length).toBeGreaterThan(0);
  expect(world.stateOf(delivery)?.state.name).toBe('delivered');
});

it('ends a round in its time, however much still waits', async () => {
  const world = webhookWorld({ [a]: failing });
  for (let count = 0; count < 2_300; count += 1) await world.tell(a);
  await world.run(3 * minute);
  world.answers.set(a, ok);
  await world.time.pass(5 * minute);
  const begun = world.time.clock().getTime();

  const { isLeft } = await world.round();

  expect(isLeft).toBe(true);
  expect(world.time.clock().getTime() - begun).toBeLessThan(50 * second);
});

it('looks through no more of what waits once the store has not taken something', async () => {
  const world = webhookWorld({ [a]: failing });
  for (let count = 0; count < 1_000; count += 1) await world.tell(a);
  await world.run(minute);
  world.answers.set(a, ok);
  let looks = 0;
  world.memory.hooks.before = (operation) => {
    if (operation === 'waiting') looks += 1;
  };
  world.memory.hooks.isUnavailable = (write) => write === 'change';
  world.time.later(3 * minute, () => {
    delete world.memory.hooks.isUnavailable;
  });

  await world.run(2 * minute);
  expect(looks).toBeLessThan(20);
  await world.run(10 * minute);

  expect(world.all().every(({ state }) => state.name === 'delivered')).toBe(true);
});

/** The indexes show everything that is written from now on so many milliseconds later. */
const lagging = ({ memory, time }: ReturnType<typeof webhookWorld>, millis: number) => {
  memory.hooks.isLate = (_, arrive) => {
    time.later(millis, arrive);
    return true;
  };
};

it.each([
  ['fails what waits for a webhook that is disabled', 'failed'],
  ['delivers all that waits for a webhook that has come up again', 'delivered'],
])('%s, though the index goes on to show what waits no more', async (_, state) => {
  const world = webhookWorld({ [a]: failing });
  for (let count = 0; count < 250; count += 1) await world.tell(a);
  await world.run(2 * hour);
  lagging(world, 20 * second);
  const { account } = world.webhookAt(a);
  if (state === 'delivered') world.answers.set(a, ok);
  else {
    const disabled = { reason: 'requested', at: world.time.clock().toISOString() } as const;
    await world.webhooks.change(account, (all) => all.map((webhook) => ({ ...webhook, disabled })));
  }

  await world.run(20 * minute);

  expect(world.all().filter((delivery) => delivery.state.name === state)).toHaveLength(250);
});

it('redelivers all that has failed, though the index goes on to show it as failed', async () => {
  const world = webhookWorld({ [a]: () => ({ answer: { status: 410 }, after: 10 }) });
  for (let count = 0; count < 250; count += 1) await world.tell(a);
  await world.run(5 * minute);
  const until = world.time.clock().toISOString();
  const { id: webhook, account } = world.webhookAt(a);
  await world.webhooks.change(account, (all) => all.map(({ disabled: _, ...rest }) => ({ ...rest, since: until })));
  world.answers.set(a, ok);
  // The earliest time that the API takes.
  const since = '0000-01-01T00:00:00.000Z';
  await world.memory.lanes.putErrand({ webhook, account, at: until, since, until, mark: '1' }, undefined);
  lagging(world, 20 * second);

  await world.run(10 * minute);

  expect(world.all().filter(({ state }) => state.name === 'delivered')).toHaveLength(250);
});
