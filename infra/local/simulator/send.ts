import { randomUUID } from 'node:crypto';
import { measureText } from '../../../functions/messages/text.ts';
import type { Account } from './accounts.ts';
import type { RefusalCode } from './codes.ts';
import { magicNumber } from './magic-numbers.ts';
import { normalizeNumber } from './numbers.ts';
import { departureOf, hold, type SimulatedMessage } from './progress.ts';
import type { SimulatorState } from './state.ts';
import { fromZurichTime } from './zurich-time.ts';

export interface Submission {
  /** As the caller wrote it. */
  readonly to: string;
  readonly text: string;
  readonly sender: string;
  readonly date: string;
  readonly type: string;
}

/** The document names a greatest length (error 8) without saying which. */
const maxSegments = 10;

/** Takes one message to one recipient, or says with which error code it is refused. */
export const submit = (
  state: SimulatorState,
  account: Account,
  submission: Submission,
): SimulatedMessage | RefusalCode => {
  const { to, text, type } = submission;
  const number = normalizeNumber(to);
  const sender = effectiveSender(account, submission.sender);
  const { segments } = measureText(text);
  const credits = account.charge === 'segment' ? segments : 1;
  const magic = number === undefined ? undefined : magicNumber(number);

  if (number === undefined) return 5;
  if (magic?.refusal !== undefined) return magic.refusal;
  if (text === '') return 7;
  if (segments > maxSegments) return 8;
  if (type !== 'text' && type !== 'flash') return 4;
  if (!isSender(sender)) return 6;
  // No error code speaks of credits. The gateway's own refusal is the nearest.
  if (credits > account.credits && !account.mayOverdraw) return 2;

  account.credits -= credits;
  const acceptedAt = state.clock.now();
  const scheduledFor = futureDate(submission.date, acceptedAt);
  const message: SimulatedMessage = {
    id: randomUUID(),
    account: account.user,
    to: number,
    sender,
    text,
    type,
    credits,
    segments,
    acceptedAt,
    scheduledFor,
    outcome: magic?.outcome ?? state.newMessages.drawOutcome(),
    departure: departureOf(acceptedAt, scheduledFor),
    held: undefined,
    ended: undefined,
  };
  if (state.newMessages.settings.hold) hold(message, state.clock);
  state.messages.set(message.id, message);
  return message;
};

/** "If the field is empty or the current user is not allowed to change the sender the default sender is used." */
const effectiveSender = (account: Account, asked: string): string =>
  (account.maySetSender ? asked : '') || account.defaultSender || 'textobox.ch';

/** Up to 15 digits, or 11 characters (3GPP TS 23.040 §9.1.2.5). */
const isSender = (sender: string): boolean => /^(\+?\d{1,15}|[\x20-\x7e]{1,11})$/.test(sender);

/** "If this parameter is empty, contains an invalid date or a date in the past, the message is sent immediately." */
const futureDate = (date: string, now: number): number | undefined => {
  const instant = fromZurichTime(date);
  return instant !== undefined && instant > now ? instant : undefined;
};
