import type { Account, AccountSettings } from './accounts.ts';
import type { ClockChange, ClockView } from './clock.ts';
import type { Fault, PendingFault } from './faults.ts';
import type { Wanted } from './latest.ts';
import type { NewMessagesChange, NewMessagesSettings } from './new-messages.ts';
import type { Outcome } from './outcomes.ts';
import type { MessageView, Settings } from './state.ts';
import type { StateView } from './state-view.ts';
import type { Traffic } from './traffic.ts';

/** What the control API offers, and tests in the same process call directly. */
export interface SimulatorControls {
  /** Every message taken, oldest first; `to` with its country code. */
  messages(to?: string): MessageView[];
  /** The newest that a phone has received, waited for. @throws ControlError when none came */
  latest(wanted: Wanted, signal: AbortSignal): Promise<MessageView>;
  /** @throws ControlError when there is no such message, or it has ended */
  decide(id: string, outcome: Outcome): MessageView;
  /** Lets all go that are held, and tells how many. */
  releaseAll(): number;
  newMessages(): NewMessagesSettings;
  changeNewMessages(change: NewMessagesChange): NewMessagesSettings;
  /** Since a counter that an earlier look gave; all, without it. */
  state(since?: string): StateView;
  requests(): Traffic;
  clock(): ClockView;
  setClock(change: ClockChange): ClockView;
  faults(): readonly PendingFault[];
  /** Adds a fault to those that are set. */
  setFault(fault: Fault): void;
  /** Also ends a refusal: when this resolves, connections are accepted. */
  clearFaults(): Promise<void>;
  accounts(): Account[];
  putAccount(settings: AccountSettings): Account;
  putSettings(settings: { [Name in keyof Settings]?: Settings[Name] | undefined }): Settings;
  /** Forgets everything: messages, calls, faults, clock, settings and accounts. */
  reset(): Promise<void>;
}
