/** What `textgate/client` exports. It runs wherever there is `fetch`: Node 20 and later, Lambda, Deno, browsers. */

export { Textgate } from './client.ts';
export * from './errors.ts';
export type { Listing, Page } from './listing.ts';
export type { CallOptions, KeyedCallOptions, TextgateOptions } from './request.ts';
export type * from './types.ts';
export {
  signTestWebhook,
  type TestWebhookOptions,
  type VerifyOptions,
  verifyWebhook,
  type WebhookHeaders,
} from './webhook-signature.ts';
