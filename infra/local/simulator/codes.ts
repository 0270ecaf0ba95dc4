/** "Error codes" and "Status codes" of the gateway's interface document, word for word. */
export const errorTexts = {
  1: 'OK',
  2: 'Gateway error',
  3: 'Message routing error',
  4: 'Message format error',
  5: 'Invalid destination number',
  6: 'Invalid source number',
  7: 'Empty message',
  8: 'Max message length exceeded',
  9: 'Pending',
  10: 'Message canceled',
} as const;

export const statusTexts = {
  1: 'Delivered to the recipient device',
  2: 'Delivered to the recipient network',
  3: 'Message submitted',
  4: 'Message error, delivery failed',
  5: 'Routing error, delivery failed',
  6: 'Message expired, delivery cancelled',
  7: 'Gateway error',
  8: 'Message in queue',
  9: 'Message scheduled',
} as const;

export type ErrorCode = keyof typeof errorTexts;
export type StatusCode = keyof typeof statusTexts;
/** The error codes with which the gateway refuses a recipient at once. */
export type RefusalCode = Exclude<ErrorCode, 1 | 9 | 10>;
