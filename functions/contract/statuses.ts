/**
 * The statuses of a message, in the order of its life; messages/status.ts has the rules.
 *
 * `accepted`: recorded, not handed over yet. `submitting`: being handed over. `scheduled` to `on_network`: as the
 * upstream gateway says. `indeterminate`: the outcome of the hand-over is unknown; textgate never sends the message
 * again.
 */
export const statuses = [
  'accepted',
  'submitting',
  'scheduled',
  'queued',
  'submitted',
  'on_network',
  'delivered',
  'failed',
  'expired',
  'canceled',
  'indeterminate',
] as const;

export type Status = (typeof statuses)[number];
