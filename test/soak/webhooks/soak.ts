import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dueShards } from '../../../functions/store/delivery-item.ts';
import { createDue } from '../../../functions/store/due.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { deliveryIdOf, newWebhookId } from '../../../functions/webhooks/ids.ts';
import type { News } from '../../../functions/webhooks/news.ts';
import { createRecordNews } from '../../../functions/webhooks/record-news.ts';
import { newSecret } from '../../../functions/webhooks/signature.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { type Behaviour, type Receiver, startReceiver } from '../../support/clients/receiver.ts';
import { seeded } from '../../support/runner/seeded.ts';
import { createTable } from '../../support/stack/create-table.ts';
import type { DataTables } from '../../support/stack/data-tables.ts';
import type { ToDeliverer } from './deliverer.ts';
import { soakStore, type Tables } from './store.ts';

export interface WebhookSoakRun {
  readonly emulatorUrl: string;
  readonly tables: DataTables;
  readonly changes: number;
  readonly receivers: number;
  readonly deliverers: number;
  /** How many times faster than normal the deliverers' pauses pass. */
  readonly haste: number;
  /** On average, a deliverer is killed each time the receivers have had this many calls. */
  readonly callsPerKill: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => void;
}

export interface WebhookSoakReport {
  readonly changes: number;
  readonly receivers: number;
  /** Neither taken by the receiver nor recorded as failed: which delivery of which change, and its record. */
  readonly missing: readonly string[];
  /** Recorded as delivered, but not taken by the receiver. */
  readonly untrue: readonly string[];
  /** Recorded as failed. */
  readonly failed: number;
  readonly calls: number;
  /** Calls that the receivers failed. */
  readonly faulty: number;
  /** Calls without a valid signature. */
  readonly forged: number;
  /** Taken more than once. */
  readonly doubled: number;
  readonly kills: number;
  /** How often deliverers left something to a later round. */
  readonly left: number;
  readonly millis: number;
  /** How far the clock was put forward. */
  readonly skippedMillis: number;
}

const faultyShare = 0.2;
/** The share of wakes that are lost. */
const lostShare = 0.1;
const batch = 20;
/** While more are due, no new changes happen: the emulator is slow with long indexes. */
const mostDue = 40;
const lookEveryMillis = 50;
/**
 * The pause after each look, as a multiple of the look's time. So looking takes at most a third of the emulator's time.
 */
const restAfterLook = 2;
const account = 'acc_0000000000000000000001';

const failures: readonly Behaviour[] = [
  'refuse',
  'reset',
  'hang',
  'drip-head',
  'huge-head',
  'garbage',
  'early-close',
  { status: 500, body: 'It is broken.' },
  { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
  { status: 503, headers: { 'retry-after': '20' } },
];
const successes: readonly Behaviour[] = [{ status: 204 }, { status: 200, body: 'ok' }, 'interim', 'broken-body'];

/** Delivers changes to failing receivers with deliverers that are killed, and reports what became of them. */
export const soakWebhooks = async (run: WebhookSoakRun): Promise<WebhookSoakReport> => {
  const { emulatorUrl, changes, seed, signal, progress } = run;
  const begun = performance.now();
  const tables = { accounts: `accounts-${randomUUID()}`, deliveries: `deliveries-${randomUUID()}` };
  const { client, webhooks, deliveries } = soakStore(emulatorUrl, tables);
  await Promise.all([
    createTable(client, tables.accounts, run.tables.accounts),
    createTable(client, tables.deliveries, run.tables.deliveries),
  ]);
  const due = createDue({ client, table: tables.deliveries, onUnreadable: console.error });

  let offset = 0;
  const clock = () => new Date(Date.now() + offset);
  const roll = seeded(seed);
  let faulty = 0;
  const oneOf = (choices: readonly Behaviour[]) => choices[Math.floor(roll() * choices.length)] ?? { status: 200 };
  const plan = (): Behaviour => {
    if (roll() >= faultyShare) return oneOf(successes);
    faulty += 1;
    return oneOf(failures);
  };
  const endpoints = await Promise.all(
    Array.from({ length: run.receivers }, async () => {
      const receiver = await startReceiver({ plan, clock: () => clock().getTime() });
      const [id, at, value] = [newWebhookId(clock()), clock().toISOString(), newSecret()];
      receiver.trust(value);
      const { url } = receiver;
      const webhook: Webhook = {
        id,
        account,
        url,
        events: ['message.*'],
        createdAt: at,
        since: at,
        secrets: [{ value }],
      };
      return { receiver, webhook };
    }),
  );
  await webhooks.change(account, () => endpoints.map(({ webhook }) => webhook));
  const callsMade = () => endpoints.reduce((sum, { receiver }) => sum + receiver.arrivals.length, 0);

  const deliverers = startDeliverers(run, tables, () => offset);
  const recordNews = createRecordNews({
    webhooks,
    deliveries,
    wake: async (told) => {
      if (roll() >= lostShare)
        deliverers.tell({ told: told.map(({ webhook, id, account: of }) => ({ webhook, id, account: of })) });
    },
    clock,
    onFailure: console.error,
  });

  /** How many are due, and when the next one will be, if there is one. */
  const whatIsDue = async (): Promise<{ readonly count: number; readonly next?: number }> => {
    const now = clock().toISOString();
    const entriesIn = async (after: string, until: string) => {
      const pages = await Promise.all(due.shards.map((shard) => due.page(shard, after, until)));
      return pages.flatMap(({ entries }) => entries.map(({ key }) => key)).toSorted();
    };
    const count = (await entriesIn('', now)).length;
    const [first] = count > 0 ? [] : await entriesIn(now, '9');
    return { count, ...(first !== undefined && { next: Date.parse(first.slice(0, first.indexOf('#'))) }) };
  };

  let kills = 0;
  let killAt = run.callsPerKill;
  const killInTime = (): void => {
    if (callsMade() < killAt) return;
    kills += 1;
    killAt = callsMade() + Math.round(run.callsPerKill * (0.5 + roll()));
    deliverers.kill();
  };

  const all: News[] = [];
  const isFed = () => all.length >= changes;
  const feed = async () => {
    const news = Array.from({ length: Math.min(batch, changes - all.length) }, (_, index) =>
      newsOf(`change ${all.length + index}`, clock()),
    );
    all.push(...news);
    for (let left = news; left.length > 0; ) {
      const isRecorded = await recordNews(left);
      left = left.filter((_, index) => !isRecorded[index]);
    }
  };

  /** Watches until nothing is due. When all is quiet, puts the clock forward to the next due time. */
  const watch = async () => {
    for (let looks = 1; ; looks += 1) {
      signal.throwIfAborted();
      killInTime();
      const lookedAt = performance.now();
      const { count, next } = await whatIsDue();
      const rest = restAfterLook * (performance.now() - lookedAt);
      if (count < mostDue && !isFed()) await feed();
      else if (count === 0) {
        if (next === undefined) return;
        offset += Math.max(0, next - clock().getTime());
      }
      deliverers.tell({ offset });
      if (looks % 500 === 0) progress(`${all.length} changes, ${callsMade()} calls, ${kills} deliverers killed`);
      await sleep(Math.max(lookEveryMillis, rest), undefined, { signal });
    }
  };

  try {
    await watch();
    return {
      changes,
      receivers: run.receivers,
      ...(await judge(all, endpoints, deliveries.find)),
      calls: callsMade(),
      faulty,
      forged: endpoints.reduce((sum, { receiver }) => sum + receiver.forged, 0),
      kills,
      left: deliverers.left(),
      millis: performance.now() - begun,
      skippedMillis: offset,
    };
  } finally {
    deliverers.stop();
    await Promise.all(endpoints.map(({ receiver }) => receiver.stop()));
    client.destroy();
  }
};

/** The totals of several runs. */
export const summedUp = ([first, ...others]: readonly [WebhookSoakReport, ...WebhookSoakReport[]]): WebhookSoakReport =>
  others.reduce(
    (sum, each) => ({
      changes: sum.changes + each.changes,
      receivers: sum.receivers,
      missing: [...sum.missing, ...each.missing],
      untrue: [...sum.untrue, ...each.untrue],
      failed: sum.failed + each.failed,
      calls: sum.calls + each.calls,
      faulty: sum.faulty + each.faulty,
      forged: sum.forged + each.forged,
      doubled: sum.doubled + each.doubled,
      kills: sum.kills + each.kills,
      left: sum.left + each.left,
      millis: sum.millis + each.millis,
      skippedMillis: sum.skippedMillis + each.skippedMillis,
    }),
    first,
  );

const newsOf = (name: string, at: Date): News => ({
  account,
  type: 'message.delivered',
  id: deliveryIdOf([name], at),
  message: name,
  at,
  body: JSON.stringify({ type: 'message.delivered', name }),
});

/** Compares what happened with what the receivers took and what is recorded. */
const judge = async (
  news: readonly News[],
  endpoints: readonly { readonly receiver: Receiver; readonly webhook: Webhook }[],
  find: (keys: readonly { webhook: string; id: string }[]) => Promise<readonly Delivery[]>,
): Promise<Pick<WebhookSoakReport, 'missing' | 'untrue' | 'failed' | 'doubled'>> => {
  const missing: string[] = [];
  const untrue: string[] = [];
  let [failed, doubled] = [0, 0];
  for (const { receiver, webhook } of endpoints) {
    const records = await find(news.map(({ id }) => ({ webhook: webhook.id, id })));
    const stateOf = new Map(records.map(({ id, state }) => [id, state]));
    for (const { id, message } of news) {
      const state = stateOf.get(id);
      const detail = `${message} to ${webhook.id}: ${JSON.stringify(state)}`;
      const taken = receiver.taken.get(id) ?? 0;
      if (taken > 1) doubled += 1;
      if (state?.name === 'failed') failed += 1;
      else if (state?.name !== 'delivered') missing.push(detail);
      else if (taken === 0) untrue.push(detail);
    }
  }
  return { missing, untrue, failed, doubled };
};

/** Deliverers in their own processes, each with its share of the shards. A killed one is replaced. */
const startDeliverers = (
  { emulatorUrl, deliverers: count, haste }: WebhookSoakRun,
  { accounts, deliveries }: Tables,
  offset: () => number,
) => {
  const script = fileURLToPath(new URL('deliverer.ts', import.meta.url));
  let left = 0;
  const start = (number: number): ChildProcess => {
    const shards = dueShards.filter((_, index) => index % count === number).join(',');
    const child = fork(script, [emulatorUrl, accounts, deliveries, shards, String(haste), String(offset())]);
    child.on('message', () => {
      left += 1;
    });
    return child;
  };
  const own = Array.from({ length: count }, (_, number) => start(number));
  let turn = 0;
  return {
    left: () => left,
    tell: (message: ToDeliverer): void => {
      for (const child of own) if (child.connected) child.send(message, () => {});
    },
    kill: (): void => {
      turn = (turn + 1) % own.length;
      own[turn]?.kill('SIGKILL');
      own[turn] = start(turn);
    },
    stop: (): void => {
      for (const child of own) child.kill('SIGKILL');
    },
  };
};
