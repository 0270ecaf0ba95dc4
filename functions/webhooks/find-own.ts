import { WebhookNotFoundError } from './errors.ts';
import type { Webhooks } from './ports.ts';
import type { Webhook } from './webhook.ts';

/** @throws WebhookNotFoundError */
export const ownIn = (own: readonly Webhook[], id: string | undefined): Webhook => {
  const found = own.find((webhook) => webhook.id === id);
  if (found === undefined) throw new WebhookNotFoundError();
  return found;
};

/** Finds a webhook of the account. @throws WebhookNotFoundError */
export const findOwnWebhook = async (
  webhooks: Pick<Webhooks, 'of'>,
  account: string,
  id: string | undefined,
): Promise<Webhook> => ownIn(await webhooks.of(account), id);
