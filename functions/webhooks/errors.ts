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
    super(`The account already has ${mostWebhooks} webhooks, the most it may have. Change or delete one of them.`);
  }
}

/** So many secrets are signed with already that a receiver could not tell them apart any more. Nothing was changed. */
export class SecretRotatedLatelyError extends Error {
  override readonly name = 'SecretRotatedLatelyError';

  /** @param until when the first of them signs no more; RFC 3339, UTC */
  constructor(until: string) {
    super(`Earlier secrets still sign the deliveries, and there may be no more of them. Try again after ${until}.`);
  }
}

/** Nothing was posted: somebody waits for the answer to another test. */
export class TestUnderWayError extends Error {
  override readonly name = 'TestUnderWayError';

  constructor() {
    super('Another test of a webhook of this account is still running. Try again when it has ended.');
  }
}

/** Nothing is posted to a webhook that is disabled, nor redelivered. */
export class WebhookDisabledError extends Error {
  override readonly name = 'WebhookDisabledError';

  constructor() {
    super('The webhook is disabled. Enable it first.');
  }
}
