import type { Message } from '../messages/message.ts';
import { errorCode, errorTexts, failedDeliveries, failures, statusTexts } from './codes.ts';

/*
 * The XML-RPC door answers with the codes of the upstream's two tables. So this module maps statuses and reasons to
 * codes, and `stateOf` reads the codes back as the same status.
 */

export const errorText = (code: number): string => errorTexts.get(code) ?? '';

/** The table of status codes has none for a cancelled message. The status repeats its error code. */
export const statusText = (code: number): string => statusTexts.get(code) ?? errorText(code);

export interface Codes {
  readonly error: number;
  readonly status: number;
}

/** The status code of a failed delivery that comes closest to an error code: gateway, routing or message error. */
const statusBeside = (error: number): number => {
  if (error === 2) return 7;
  return error === 3 || error === 5 ? 5 : 4;
};

/** The codes by a message's reason code, or by the code of a recipient's rejection. */
const codesByReason: ReadonlyMap<string, Codes> = new Map([
  ...Array.from(failures, ([error, { code }]): [string, Codes] => [code, { error, status: statusBeside(error) }]),
  ...Array.from(failedDeliveries, ([status, { code }]): [string, Codes] => [code, { error: errorCode.ok, status }]),
  ['unsendable', { error: 4, status: 4 }],
  // The document says of such a number that the message won't be received.
  ['suppressed', { error: 5, status: 5 }],
]);

/**
 * For reasons that the document has no code for, such as missing credits or an upstream that was not reached in time.
 */
const upstreamError: Codes = { error: 2, status: 7 };

const codesFor = (reason: string | undefined): Codes => codesByReason.get(reason ?? '') ?? upstreamError;

/** The error code, from 2 to 8, of a recipient that textgate rejected or the upstream refused. */
export const refusalCode = (reason: string | undefined): number => {
  const { error } = codesFor(reason);
  return error === errorCode.ok ? upstreamError.error : error;
};

/**
 * The codes of a message's status. `accepted` and `submitting` are reported as queued or scheduled. `indeterminate` is
 * reported as failed, because the tables have no code for an unknown outcome.
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
      // Not status 9 (scheduled): a program that reads only this code would wait for a message that never comes.
      return { error: errorCode.canceled, status: errorCode.canceled };
    case 'failed':
      return codesFor(reason?.code);
    case 'indeterminate':
      return upstreamError;
  }
};

const queued: Codes = { error: errorCode.ok, status: 8 };
const scheduled: Codes = { error: errorCode.pending, status: 9 };
