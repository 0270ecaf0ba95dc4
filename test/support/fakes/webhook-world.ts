import { deliverMillis } from '../../../functions/messages/time-budget.ts';
import { createDeliver } from '../../../functions/webhooks/deliver.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { deliveryIdOf, newWebhookId } from '../../../functions/webhooks/ids.ts';
import type { Post, PostAnswer } from '../../../functions/webhooks/ports.ts';
import type { DeliverReport, Told } from '../../../functions/webhooks/round.ts';
import { keptUntil } from '../../../functions/webhooks/transitions.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { memoryDeliveries } from './memory-deliveries.ts';
import { memoryWebhooks } from './memory-webhooks.ts';
import { virtualTime } from './virtual-time.ts';

export const start = new Date('2026-11-26T12:00:00.000Z');

export const account = 'acc_0000000000000000000001';

/** How a receiver answers, and after how many milliseconds. */
export type Receiver = (post: Post, now: Date) => { readonly answer: PostAnswer; readonly after: number };

export const ok: Receiver = () => ({ answer: { status: 200 }, after: 50 });
export const failing: Receiver = () => ({ answer: { status: 500, excerpt: 'Oh no' }, after: 50 });
export const hanging: Receiver = () => ({ answer: { problem: 'No answer within 15 seconds.' }, after: 15_000 });

interface Call {
  readonly url: string;
  readonly id: string;
  readonly began: number;
  ended: number;
}

/** Webhooks, their deliveries and their receivers, in virtual time that skips idle stretches. */
export const webhookWorld = (receivers: Readonly<Record<string, Receiver>>) => {
  const time = virtualTime(start);
  const answers = new Map(Object.entries(receivers));
  const webhooks = memoryWebhooks(
    [...answers.keys()].map((url, index): Webhook => {
      const id = newWebhookId(start, () => Buffer.alloc(10, index + 1));
      const at = start.toISOString();
      return { id, account, url, events: ['message.*'], createdAt: at, since: at, secrets: [{ value: 'whsec_AAAA' }] };
    }),
  );
  const memory = memoryDeliveries();
  const calls: Call[] = [];
  const toldDisabled: Webhook[] = [];
  const problems: string[] = [];
  const reports: DeliverReport[] = [];
  const roundMillis: number[] = [];
  let made = 0;

  const webhookAt = (url: string): Webhook => {
    const found = webhooks.records.get(account)?.find((webhook) => webhook.url === url);
    if (found === undefined) throw new Error(`No webhook at ${url}`);
    return found;
  };

  const deliver = createDeliver({
    webhooks,
    deliveries: memory.deliveries,
    lanes: memory.lanes,
    due: memory.due,
    post: async (post) => {
      const call = { url: post.url, id: post.headers['webhook-id'] ?? '', began: time.clock().getTime(), ended: 0 };
      calls.push(call);
      const { answer, after } = (answers.get(post.url) ?? failing)(post, time.clock());
      await time.pause(after);
      call.ended = time.clock().getTime();
      return answer;
    },
    tellDisabled: async (webhook) => {
      toldDisabled.push(webhook);
      return true;
    },
    clock: time.clock,
    pause: time.pause,
    random: () => 0,
    onFailure: (problem, { error }) => problems.push(`${problem} ${error}`),
  });

  const round = async (told: readonly Told[] = []): Promise<DeliverReport> => {
    const began = time.clock().getTime();
    const report = await deliver(told, memory.due.shards, began + deliverMillis);
    reports.push(report);
    roundMillis.push(time.clock().getTime() - began);
    return report;
  };

  /** Rounds as the queue starts them, one after the other: at once if something is left, otherwise by the schedule. */
  const rounds = async (until: Date): Promise<void> => {
    while (time.clock() < until) {
      const { isLeft } = await round();
      const now = time.clock().getTime();
      const next = isLeft || waking ? now : Math.ceil((now + 1) / 60_000) * 60_000;
      waking = false;
      if (next > now) await wakeOr(Math.min(next, until.getTime()) - now);
    }
  };
  let waking = false;
  let wakeUp: () => void = () => {};
  const wakeOr = (millis: number) =>
    new Promise<void>((resolve) => {
      wakeUp = resolve;
      time.later(millis, resolve);
    });

  const change = (url: string, now = time.clock()): Delivery => {
    const { id: webhook } = webhookAt(url);
    made += 1;
    const at = now.toISOString();
    return {
      webhook,
      id: deliveryIdOf([String(made)], now),
      account,
      type: 'message.delivered',
      createdAt: at,
      body: `{"n":${made}}`,
      state: { name: 'fresh', dueAt: at },
      attempts: [],
      version: 1,
      expiresAt: keptUntil(now),
    };
  };

  return {
    time,
    answers,
    webhooks,
    memory,
    calls,
    toldDisabled,
    problems,
    reports,
    /** How long each round took, in milliseconds. */
    roundMillis,
    webhookAt,
    /** A change of a message that a webhook subscribes to, and the wake after it. */
    tell: async (url: string): Promise<Delivery> => {
      const delivery = change(url);
      await memory.deliveries.add([delivery]);
      waking = true;
      wakeUp();
      return delivery;
    },
    round: (told?: readonly Told[]) => time.during(round(told)),
    /** Runs rounds for so many milliseconds. */
    run: (millis: number) => time.during(rounds(new Date(time.clock().getTime() + millis))),
    /** The deliveries as recorded now. */
    stateOf: (delivery: Delivery) => memory.records.get(`${delivery.webhook} ${delivery.id}`),
    all: () => [...memory.records.values()],
    /** The most calls to an address that were in progress at the same time. */
    mostAtOnce: (url: string): number => {
      const own = calls.filter((call) => call.url === url);
      return Math.max(
        ...own.map(({ began }) => own.filter((o) => o.began <= began && (o.ended === 0 || o.ended > began)).length),
      );
    },
  };
};
