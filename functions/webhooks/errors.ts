import { mostWebhooks } from '../contract/webhook-events.ts';

/** No such webhook, or it belongs to another account: the two are not told apart. */
export class WebhookNotFoundError extends Error {
  override readonly name = 'WebhookNotFoundError';

  constructor() {
    super('There is no webhook with this id.');
  }
}

/** The webhook has no such delivery, or not any more. */
export class DeliveryNotFoundError extends Error {
  override readonly name = 'DeliveryNotFoundError';

  constructor() {
    super('This webhook has no delivery with this id. Deliveries are kept for 30 days.');
  }
}

/** Nothing was added. */
export class TooManyWebhooksError extends Error {
  override readonly name = 'TooManyWebhooksError';

  constructor() {
    super(`The account has ${mostWebhooks} webhooks, and may have no more. Change or delete one of them.`);
  }
}

/** So many secrets are signed with already that a receiver could not tell them apart any more. Nothing was changed. */
export class SecretRotatedLatelyError extends Error {
  override readonly name = 'SecretRotatedLatelyError';

  /** @param until when the first of them signs no more; RFC 3339, UTC */
  constructor(until: string) {
    super(`Deliveries are signed with as many secrets as may be at once. Change it again after ${until}.`);
  }
}

/** Nothing was posted: somebody waits for the answer to another test. */
export class TestUnderWayError extends Error {
  override readonly name = 'TestUnderWayError';

  constructor() {
    super('A webhook of this account is being tested. Wait for the answer.');
  }
}

/** Nothing is posted to a webhook that is disabled, nor redelivered. */
export class WebhookDisabledError extends Error {
  override readonly name = 'WebhookDisabledError';

  constructor() {
    super('Nothing is posted to this webhook. Enable it first.');
  }
}
