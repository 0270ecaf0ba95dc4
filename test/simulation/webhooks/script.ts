import type { WebhookEventFilter, WebhookEventType } from '../../../functions/contract/webhook-events.ts';
import { type Dice, diceFor } from '../dice.ts';
import { hour, minute } from '../timing.ts';
import type { StormName } from '../troubles.ts';

/** How a receiver answers until its mood changes. */
export const moods = ['up', 'slow', 'flaky', 'failing', 'hanging', 'refusing', 'redirecting', 'busy', 'gone'] as const;
export type Mood = (typeof moods)[number];

/**
 * What happens, at a time in milliseconds since the beginning. Webhooks are numbered in the order of their creation.
 */
export type Step = { readonly id: number; readonly at: number } & (
  | { readonly kind: 'news'; readonly account: string; readonly types: readonly WebhookEventType[] }
  | {
      readonly kind: 'create';
      readonly account: string;
      readonly webhook: number;
      readonly events: readonly WebhookEventFilter[];
    }
  | { readonly kind: 'edit'; readonly webhook: number; readonly edit: Edit }
  | { readonly kind: 'redeliver'; readonly webhook: number; readonly which: number }
  | { readonly kind: 'redeliverSince'; readonly webhook: number; readonly millis: number }
  | { readonly kind: 'mood'; readonly webhook: number; readonly mood: Mood }
  | { readonly kind: 'storm'; readonly storm: StormName; readonly millis: number }
);

export type Edit = 'disable' | 'enable' | 'move' | 'ask for other events' | 'delete' | 'rotate';

export const accounts = ['acc_one', 'acc_two'] as const;

/** Keeps the names of these processes apart from those of the messages' run. */
export const firstId = 1_001;

/** Everything that a seed does to webhooks, in order. */
export const scriptOf = (seed: number): readonly Step[] => {
  const dice = diceFor(seed, 'script of webhooks');
  const script: Step[] = [];
  const webhooks: number[] = [];
  const count = dice.between(15, 50);
  // Five days of failures take long to simulate, so they are rare.
  const hasLongFailure = dice.chance(0.02);
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    at += index < 2 ? 0 : gapOf(dice);
    const what: What =
      index < 2 || dice.chance(0.04) ? aWebhook(webhooks.length + 1, dice) : whatOf(dice, webhooks, script.at(-1));
    if (what.kind === 'create') webhooks.push(what.webhook);
    script.push({ id: firstId + index, at, ...what });
  }
  if (hasLongFailure) {
    const id = firstId + count;
    script.push({ id, at: at + minute, kind: 'mood', webhook: 1, mood: 'failing' });
    for (let day = 0; day <= 5; day += 1) {
      script.push({ id: id + 1 + day, at: at + 2 * minute + day * 25 * hour, ...someNews(dice, accounts[0]) });
    }
  }
  return script;
};

const gapOf = (dice: Dice): number => {
  const kind = dice.roll();
  if (kind < 0.35) return dice.between(0, 300);
  if (kind < 0.65) return dice.between(300, 15_000);
  if (kind < 0.9) return dice.between(15_000, 4 * minute);
  if (kind < 0.98) return dice.between(5 * minute, 60 * minute);
  return dice.between(1 * hour, dice.oneOf([6 * hour, 6 * hour, 30 * hour]));
};

type What = Step extends infer Each ? (Each extends Step ? Omit<Each, 'id' | 'at'> : never) : never;

const whatOf = (dice: Dice, webhooks: readonly number[], last: What | undefined): What => {
  const webhook = webhooks[dice.between(0, webhooks.length - 1)] ?? 1;
  // Steps that belong together follow each other more often than by chance.
  if (last?.kind === 'mood' && last.mood === 'gone' && dice.chance(0.3)) {
    return { kind: 'edit', webhook: last.webhook, edit: 'move' };
  }
  if (last?.kind === 'edit' && last.edit === 'enable' && dice.chance(0.4)) {
    return { kind: 'redeliverSince', webhook: last.webhook, millis: 30 * hour };
  }
  const kind = dice.roll();
  if (kind < 0.5) return someNews(dice, dice.oneOf([accounts[0], ...accounts]));
  if (kind < 0.68) return { kind: 'mood', webhook, mood: dice.oneOf(['up', ...moods]) };
  if (kind < 0.82) return { kind: 'edit', webhook, edit: dice.oneOf(edits) };
  if (kind < 0.87) return { kind: 'redeliver', webhook, which: dice.between(0, 20) };
  if (kind < 0.92) return { kind: 'redeliverSince', webhook, millis: dice.between(0, 10 * hour) };
  return { kind: 'storm', storm: dice.oneOf(storms), millis: dice.between(5_000, dice.oneOf([30_000, 10 * minute])) };
};

const edits = ['disable', 'enable', 'enable', 'move', 'ask for other events', 'delete', 'rotate'] as const;

const storms = ['receivers out of reach', 'deliveries out of reach', 'deliveries slow', 'index slow'] as const;

const someNews = (dice: Dice, account: string): What => {
  const count = dice.between(1, dice.oneOf([1, 2, 3, 5, 40]));
  const types = Array.from({ length: count }, () =>
    dice.oneOf<WebhookEventType>(['message.queued', 'message.delivered', 'message.failed', 'send.rejected']),
  );
  return { kind: 'news', account, types };
};

const aWebhook = (webhook: number, dice: Dice): What => ({
  kind: 'create',
  account: webhook === 1 ? accounts[0] : dice.oneOf([accounts[0], ...accounts]),
  webhook,
  events: someEvents(dice),
});

export const someEvents = (dice: Dice): readonly WebhookEventFilter[] =>
  dice.oneOf<readonly WebhookEventFilter[]>([
    ['message.*'],
    ['message.*'],
    ['message.*', 'send.rejected'],
    ['message.delivered', 'message.failed'],
  ]);
