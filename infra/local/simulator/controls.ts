import type { Account, AccountSettings } from './accounts.ts';
import type { ClockChange } from './clock.ts';
import type { Fault } from './faults.ts';
import type { MessageView, Settings } from './state.ts';
import type { Traffic } from './traffic.ts';

export interface ClockView {
  /** RFC 3339 in UTC. */
  readonly now: string;
  readonly speed: number;
}

/** What the control API offers, and tests in the same process call directly. */
export interface SimulatorControls {
  /** Every message taken, oldest first; `to` with its country code. */
  messages(to?: string): MessageView[];
  requests(): Traffic;
  clock(): ClockView;
  setClock(change: ClockChange): ClockView;
  faults(): readonly Fault[];
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
