import type { WebhookEvent } from './types.ts';

/** As a `Request` has them, or Node, or API Gateway: names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** Seconds by which the time of a delivery may differ from now, to both sides; 300 unless told. */
  readonly tolerance?: number | undefined;
  /** The time, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

export const verifyWebhook = async (
  _rawBody: string | Uint8Array,
  _headers: WebhookHeaders,
  _secret: string | readonly string[],
  _options: VerifyOptions = {},
): Promise<WebhookEvent> => {
  throw new Error('to come');
};

export interface TestWebhookOptions {
  /** The `webhook-id`; a new one unless given. */
  readonly id?: string | undefined;
  /** The time of the attempt; now unless given. */
  readonly timestamp?: Date | undefined;
}

export const signTestWebhook = async (
  _event: WebhookEvent,
  _secret: string,
  _options: TestWebhookOptions = {},
): Promise<{ body: string; headers: Record<string, string> }> => {
  throw new Error('to come');
};
