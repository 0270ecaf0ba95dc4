import type { Status } from '../../../functions/contract/statuses.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import type { Sms } from '../fakes/memory-upstream.ts';

const order: readonly Status[] = ['scheduled', 'queued', 'submitted', 'on_network'];

/**
 * Whether a message's record can be true, given what the upstream has of the message. `risked`: how many calls for it
 * may have reached the upstream.
 */
export const isBorneOut = (
  { status, upstreamId, reason, updatedAt }: Message,
  sms: Sms | undefined,
  risked: number,
): boolean => {
  switch (status) {
    case 'accepted':
      return risked === 0;
    case 'submitting':
    case 'indeterminate':
      return true;
    case 'canceled':
    case 'failed':
      // The upstream never accepted it, or accepted it and it ended like this.
      return sms === undefined || sms.status === status;
    case 'expired':
      // It waited in vain and was never handed over; or textgate gave up on it, which must not happen too early; or the
      // upstream did.
      if (reason?.code === 'never_handed_over' || reason?.code === 'validity_ended') return risked === 0;
      if (reason?.code === 'no_final_status') return !(sms?.scheduledAt && sms.scheduledAt.toISOString() > updatedAt);
      return sms?.status === status;
    case 'delivered':
      return sms?.id === upstreamId && sms?.status === status;
    default:
      // News comes late, so the upstream may be ahead.
      return (
        sms?.id === upstreamId &&
        sms !== undefined &&
        (isFinal(sms.status) || order.indexOf(sms.status) >= order.indexOf(status))
      );
  }
};
