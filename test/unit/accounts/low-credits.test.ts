import { describe, expect, test } from 'vitest';
import { createTellLowCredits, type WatchedCredits } from '../../../functions/accounts/low-credits.ts';
import type { PublishedEvent } from '../../../functions/contract/events.ts';
import { memoryCreditWatch } from '../../support/fakes/memory-credit-watch.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { now } from '../../support/model/messages.ts';

const account = 'acc_shop';
const earlier = new Date(now.getTime() - 3_600_000).toISOString();

/** Under its threshold by one. */
const few: WatchedCredits = { balance: 9, added: 50, threshold: 10 };
const told = { at: earlier, credits: 9, threshold: 10, added: 50, isTold: true };

const watching = (credits: WatchedCredits = few, hooks: Parameters<typeof memoryCreditWatch>[1] = {}) => {
  const records = new Map([[account, credits]]);
  const watch = memoryCreditWatch(records, hooks);
  const bus = publishing();
  const failures: unknown[][] = [];
  let time = now.getTime();
  const look = createTellLowCredits({
    watch,
    tell: async (event) => (await bus.publish([event]))[0] === true,
    clock: () => new Date(time++),
    onFailure: (...failure) => failures.push(failure),
  });
  return { records, watch, bus, failures, look, add: (to: WatchedCredits) => records.set(account, { ...to }) };
};

const idsOf = (events: readonly PublishedEvent[]) => events.map(({ detail }) => detail.eventId);

describe('credits below the threshold', () => {
  test('are told, with what is left', async () => {
    const { look, bus, records } = watching();

    expect(await look([account])).toEqual(new Set([account]));

    const occurredAt = now.toISOString();
    const detail = { schemaVersion: 1, account, credits: 9, threshold: 10, occurredAt };
    expect(bus.events).toEqual([
      {
        detailType: 'SMS Account Credits Low',
        time: now,
        detail: { ...detail, eventId: `credits/${account}/${occurredAt}` },
      },
    ]);
    expect(records.get(account)?.low).toEqual({ ...told, at: occurredAt });
  });

  test('are told once, however often one looks', async () => {
    const { look, bus, records } = watching();

    await look([account]);
    records.set(account, { ...few, ...records.get(account), balance: 3 });
    expect(await look([account])).toEqual(new Set([account]));

    expect(bus.events).toHaveLength(1);
  });

  test.each([
    ['credits were added', { ...few, added: 60, low: told }, 1],
    ['the threshold was changed', { ...few, threshold: 20, low: told }, 1],
    ['nothing was changed', { ...few, low: told }, 0],
    ['they are exactly as many', { ...few, balance: 10 }, 0],
    ['there is no threshold', { balance: 9, added: 50 }, 0],
    ['there is none any more', { balance: 9, added: 50, low: told }, 0],
  ])('since %s', async (_, credits, times) => {
    const { look, bus } = watching(credits);

    expect(await look([account])).toEqual(new Set([account]));

    expect(bus.events).toHaveLength(times);
  });

  test('that were noted and not told are told under the note’s time, whatever they are by now', async () => {
    const untold = { ...told, isTold: false };
    const { look, bus, records } = watching({ balance: 100, added: 150, threshold: 10, low: untold });

    await look([account]);

    expect(idsOf(bus.events)).toEqual([`credits/${account}/${earlier}`]);
    expect(records.get(account)?.low).toEqual(told);
  });

  test('that were not told are told, and those that came after', async () => {
    const { look, bus } = watching({ balance: 5, added: 60, threshold: 10, low: { ...told, isTold: false } });

    await look([account]);

    expect(idsOf(bus.events)).toEqual([earlier, now.toISOString()].map((at) => `credits/${account}/${at}`));
  });

  test('are not done with while nobody takes them, and then told under the same id', async () => {
    const { look, bus } = watching();
    const seen: PublishedEvent[] = [];
    bus.script.takes = (event) => seen.push(event) === 0;

    expect(await look([account])).toEqual(new Set());
    delete bus.script.takes;
    expect(await look([account])).toEqual(new Set([account]));

    expect(bus.events).toEqual(seen);
  });

  test('are told alike by all that look at once', async () => {
    const { look, bus, records } = watching();

    const answers = await Promise.all([1, 2, 3, 4].map(() => look([account])));

    expect(answers).toEqual(answers.map(() => new Set([account])));
    expect(new Set(bus.events.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(records.get(account)?.low?.isTold).toBe(true);
  });

  test('are not told where credits are added while one looks', async () => {
    const { look, bus, records, watch } = watching(few, {
      before: (operation) => {
        if (operation === 'note') records.set(account, { balance: 59, added: 100, threshold: 10 });
      },
    });

    expect(await look([account])).toEqual(new Set([account]));

    expect(bus.events).toEqual([]);
    expect(watch.reads).toHaveLength(2);
  });

  test.each(['read', 'note', 'noteTold'] as const)(
    'are not done with when the store fails to %s',
    async (operation) => {
      const { look, failures } = watching(few, { isUnavailable: (failing) => failing === operation });

      expect(await look([account])).toEqual(new Set());
      expect(failures.map(([error]) => error)).toMatchObject([{ name: 'StoreUnavailableError' }]);
    },
  );

  test('of one account do not hold up those of another', async () => {
    const { look, bus, records } = watching(few, { isUnavailable: (_, of) => of === account });
    records.set('acc_other', few);

    expect(await look([account, 'acc_other'])).toEqual(new Set(['acc_other']));

    expect(bus.events).toMatchObject([{ detail: { account: 'acc_other' } }]);
  });

  test('cost one read for all accounts, and none where there is no account', async () => {
    const { look, watch } = watching({ ...few, low: told });

    await look([account, 'acc_other', 'acc_third']);
    await look([]);

    expect(watch.reads).toEqual([[account, 'acc_other', 'acc_third']]);
  });
});
