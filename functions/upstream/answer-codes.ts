import type { Message } from '../messages/message.ts';
import { errorCode, errorTexts, failedDeliveries, failures, statusTexts } from './codes.ts';

/*
 * The upstream's two tables of codes the other way round: for those who ask us as they would ask it. What these codes say
 * is read back as the same status by `stateOf`.
 */

export const errorText = (code: number): string => errorTexts.get(code) ?? '';

/** A cancelled message's code is of the table of errors: the other one has none for it. */
export const statusText = (code: number): string => statusTexts.get(code) ?? errorText(code);

export interface Codes {
  readonly error: number;
  readonly status: number;
}

/** The failed delivery that is nearest to an error: the upstream's own, the routing's or the message's. */
const statusBeside = (error: number): number => {
  if (error === 2) return 7;
  return error === 3 || error === 5 ? 5 : 4;
};

/** By the code of a message's reason, or of a recipient's rejection. */
const codesByReason: ReadonlyMap<string, Codes> = new Map([
  ...Array.from(failures, ([error, { code }]): [string, Codes] => [code, { error, status: statusBeside(error) }]),
  ...Array.from(failedDeliveries, ([status, { code }]): [string, Codes] => [code, { error: errorCode.ok, status }]),
  ['unsendable', { error: 4, status: 4 }],
  // As the document has it of such a number: the message won't be received.
  ['suppressed', { error: 5, status: 5 }],
]);

/** Also for what the document has no code for, such as a want of credits, or a gateway that was not reached in time. */
const upstreamError: Codes = { error: 2, status: 7 };

const codesFor = (reason: string | undefined): Codes => codesByReason.get(reason ?? '') ?? upstreamError;

/** The error code, from 2 to 8, of a message that was not taken, for a reason of ours or of the upstream's. */
export const refusalCode = (reason: string | undefined): number => {
  const { error } = codesFor(reason);
  return error === errorCode.ok ? upstreamError.error : error;
};

/**
 * The codes of a message's status. `accepted` and `submitting` are in our queue. Of an `indeterminate` message it is said
 * that it failed, as the tables have no "perhaps".
 */
export const codesOf = ({ status, reason, scheduledAt }: Message, now: Date): Codes => {
  switch (status) {
    case 'accepted':
    case 'submitting':
      return scheduledAt !== undefined && Date.parse(scheduledAt) > now.getTime() ? scheduled : queued;
    case 'scheduled':
      return scheduled;
    case 'queued':
      return queued;
    case 'submitted':
      return { error: errorCode.ok, status: 3 };
    case 'on_network':
      return { error: errorCode.ok, status: 2 };
    case 'delivered':
      return { error: errorCode.ok, status: 1 };
    case 'expired':
      return { error: errorCode.ok, status: 6 };
    case 'canceled':
      // Status 9 would have a program that reads only this code wait for a message that does not come.
      return { error: errorCode.canceled, status: errorCode.canceled };
    case 'failed':
      return codesFor(reason?.code);
    case 'indeterminate':
      return upstreamError;
  }
};

const queued: Codes = { error: errorCode.ok, status: 8 };
const scheduled: Codes = { error: errorCode.pending, status: 9 };
