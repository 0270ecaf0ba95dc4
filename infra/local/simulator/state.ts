import * as v from 'valibot';
import { type Account, type AccountSettings, demoAccount, withSettings } from './accounts.ts';
import { type Clock, createClock } from './clock.ts';
import type { ErrorCode, StatusCode } from './codes.ts';
import { createNewMessages, type NewMessages } from './new-messages.ts';
import { hasEnded, progressOf, receivedAt, type SimulatedMessage } from './progress.ts';

/** Forms of answers that the document and the published clients leave open. */
export const settingsSchema = v.strictObject({
  /** `[id, struct]`, or `[id, errorCode, statusCode]`. */
  statusForm: v.optional(v.picklist(['struct', 'codes'])),
  /** Whether the entry of an accepted message contains 1 or 9, or `true`. */
  sendForm: v.optional(v.picklist(['code', 'boolean'])),
});

export interface Settings {
  statusForm: 'struct' | 'codes';
  sendForm: 'code' | 'boolean';
}

export interface SimulatorState {
  readonly accounts: Map<string, Account>;
  readonly messages: Map<string, SimulatedMessage>;
  readonly settings: Settings;
  readonly newMessages: NewMessages;
  readonly clock: Clock;
}

export interface InitialState {
  readonly speed: number;
  readonly accounts: readonly AccountSettings[];
  readonly realTime?: () => number;
}

export const createState = ({ speed, accounts, realTime }: InitialState): SimulatorState => {
  const state: SimulatorState = {
    accounts: new Map([[demoAccount.user, { ...demoAccount }]]),
    messages: new Map(),
    settings: { statusForm: 'struct', sendForm: 'code' },
    newMessages: createNewMessages(),
    clock: createClock(speed, realTime),
  };
  for (const account of accounts) putAccount(state, account);
  return state;
};

/** Adds an account, or changes the existing one. A new one takes over whatever is not given from the demo account. */
export const putAccount = (state: SimulatorState, settings: AccountSettings): Account => {
  const account = withSettings(state.accounts.get(settings.user) ?? demoAccount, settings);
  state.accounts.set(account.user, account);
  return account;
};

/** A message as the control API shows it. Times are RFC 3339 in UTC. */
export interface MessageView {
  readonly id: string;
  readonly account: string;
  readonly to: string;
  readonly sender: string;
  readonly text: string;
  readonly type: 'text' | 'flash';
  readonly segments: number;
  readonly credits: number;
  readonly errorCode: ErrorCode;
  readonly statusCode: StatusCode;
  /** Whether the status is final. */
  readonly hasEnded: boolean;
  /** Whether it is held. */
  readonly isHeld: boolean;
  readonly acceptedAt: string;
  readonly scheduledFor: string | null;
  /** When the phone received it; `null` if it has not. */
  readonly receivedAt: string | null;
}

/** The messages in the order in which they were accepted. `to` is a number with its country code, in any form. */
export const viewMessages = (state: SimulatorState, to?: string): MessageView[] =>
  (to === undefined ? Array.from(state.messages.values()) : messagesTo(state, to)).map((message) =>
    viewMessage(message, state.clock),
  );

/** Compares only digits, because `+` in a query string means a space. `00` may stand for `+`. */
export const messagesTo = (state: SimulatorState, to: string): SimulatedMessage[] => {
  const number = withPlus(to);
  return Array.from(state.messages.values()).filter((message) => message.to === number);
};

/** A number with its country code. */
export const withPlus = (to: string): string => `+${to.replaceAll(/\D/g, '').replace(/^00/, '')}`;

export const viewMessage = (message: SimulatedMessage, clock: Clock): MessageView => {
  const progress = progressOf(message, clock);
  const received = receivedAt(message, clock);
  return {
    id: message.id,
    account: message.account,
    to: message.to,
    sender: message.sender,
    text: message.text,
    type: message.type,
    segments: message.segments,
    credits: message.credits,
    errorCode: progress.errorCode,
    statusCode: progress.statusCode,
    hasEnded: hasEnded(progress),
    isHeld: isHeld(message),
    acceptedAt: toInstant(message.acceptedAt),
    scheduledFor: message.scheduledFor === undefined ? null : toInstant(message.scheduledFor),
    receivedAt: received === undefined ? null : toInstant(received),
  };
};

/** Rounded up, so that what comes after an instant never seems to come at it. */
const toInstant = (time: number): string => new Date(Math.ceil(time)).toISOString();

/** Whether it is held. */
export const isHeld = ({ held, ended }: SimulatedMessage): boolean => held !== undefined && ended === undefined;
