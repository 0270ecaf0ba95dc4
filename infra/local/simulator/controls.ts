import type { Account, AccountSettings } from './accounts.ts';
import type { ClockChange, ClockView } from './clock.ts';
import type { Fault, PendingFault } from './faults.ts';
import type { Wanted } from './latest.ts';
import type { NewMessagesChange, NewMessagesSettings } from './new-messages.ts';
import type { Outcome } from './outcomes.ts';
import type { MessageView, Settings } from './state.ts';
import type { StateView } from './state-view.ts';
import type { Traffic } from './traffic.ts';

/** What the control API does. Tests in the same process call it directly. */
export interface SimulatorControls {
  /** Every accepted message, oldest first; `to` has its country code. */
  messages(to?: string): MessageView[];
  /** Waits for the newest message that a phone has received. @throws ControlError if none came */
  latest(wanted: Wanted, signal: AbortSignal): Promise<MessageView>;
  /** @throws ControlError if there is no such message, or if it has ended */
  decide(id: string, outcome: Outcome): MessageView;
  /** Releases all held messages, and returns how many. */
  releaseAll(): number;
  newMessages(): NewMessagesSettings;
  changeNewMessages(change: NewMessagesChange): NewMessagesSettings;
  /** The changes since an earlier look's counter; without one, everything. */
  state(since?: string): StateView;
  requests(): Traffic;
  clock(): ClockView;
  setClock(change: ClockChange): ClockView;
  faults(): readonly PendingFault[];
  /** Adds a fault to those that are set. */
  setFault(fault: Fault): void;
  /** Also ends a refusal of connections: when this resolves, they are accepted. */
  clearFaults(): Promise<void>;
  accounts(): Account[];
  putAccount(settings: AccountSettings): Account;
  putSettings(settings: { [Name in keyof Settings]?: Settings[Name] | undefined }): Settings;
  /** Deletes everything: messages, calls, faults, clock, settings and accounts. */
  reset(): Promise<void>;
}
