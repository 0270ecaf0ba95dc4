import type { ClockView } from './clock.ts';
import type { PendingFault } from './faults.ts';
import type { NewMessagesSettings } from './new-messages.ts';
import type { MessageView } from './state.ts';

/** What has changed since a counter was given out. */
export interface Changes {
  /** To be given back at the next look. */
  readonly counter: string;
  /** Whether these are all messages: at the first look, and after a reset. */
  readonly isWhole: boolean;
  /** In the order they changed. */
  readonly messages: readonly MessageView[];
}

/** All that a page has to know, the messages being those that changed. */
export interface StateView extends Changes {
  readonly clock: ClockView;
  readonly newMessages: NewMessagesSettings;
  readonly faults: readonly PendingFault[];
  /** Whether connections to the gateway's port are refused. */
  readonly isRefusing: boolean;
  /** Where the messages stand in textgate's console; `null`: there is none. */
  readonly consoleUrl: string | null;
}
