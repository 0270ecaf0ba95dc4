import type * as v from 'valibot';
import type { attempt, delivery, webhook } from '../contract/webhooks.ts';
import type { Attempt, Delivery } from '../webhooks/delivery.ts';
import { statusOf } from '../webhooks/delivery-status.ts';
import type { WebhookState } from '../webhooks/manage.ts';

/** A webhook as its account sees it, without its secrets. */
export const webhookView = ({ webhook: of, failingSince }: WebhookState): v.InferOutput<typeof webhook> => ({
  id: of.id,
  url: of.url,
  events: [...of.events],
  description: of.description ?? null,
  enabled: of.disabled === undefined,
  disabled: of.disabled ?? null,
  failingSince: failingSince ?? null,
  createdAt: of.createdAt,
});

export const attemptView = ({ at, status, error, milliseconds, answer }: Attempt): v.InferOutput<typeof attempt> => ({
  at,
  status: status ?? null,
  error: error ?? null,
  milliseconds,
  answer: answer ?? null,
});

export const deliveryView = ({ state, ...of }: Delivery): v.InferOutput<typeof delivery> => ({
  id: of.id,
  webhook: of.webhook,
  type: of.type,
  message: of.message ?? null,
  status: statusOf[state.name],
  reason: 'reason' in state ? state.reason : null,
  createdAt: of.createdAt,
  nextAttemptAt: 'dueAt' in state ? state.dueAt : null,
  attempts: of.attempts.map(attemptView),
});
