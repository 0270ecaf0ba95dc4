import { mostWebhooks } from '../contract/webhook-events.ts';

/** The webhook does not exist or belongs to another account. The error is the same for both. */
export class WebhookNotFoundError extends Error {
  override readonly name = 'WebhookNotFoundError';

  constructor() {
    super('There is no webhook with this id.');
  }
}

/** The webhook does not have this delivery, perhaps any more. */
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
    super(`The account already has ${mostWebhooks} webhooks, the most it may have. Change or delete one of them.`);
  }
}

/** The webhook already has the most secrets that may sign at once. Nothing was changed. */
export class SecretRotatedLatelyError extends Error {
  override readonly name = 'SecretRotatedLatelyError';

  /** @param until when the first of them stops signing; RFC 3339, UTC */
  constructor(until: string) {
    super(`Earlier secrets still sign the deliveries, and there may be no more of them. Try again after ${until}.`);
  }
}

/** Nothing was posted, because another test is under way. */
export class TestUnderWayError extends Error {
  override readonly name = 'TestUnderWayError';

  constructor() {
    super('Another test of a webhook of this account is still running. Try again when it has ended.');
  }
}

/** The request needs an enabled webhook. */
export class WebhookDisabledError extends Error {
  override readonly name = 'WebhookDisabledError';

  constructor() {
    super('The webhook is disabled. Enable it first.');
  }
}
