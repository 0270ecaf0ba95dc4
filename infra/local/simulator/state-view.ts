import type { ClockView } from './clock.ts';
import type { PendingFault } from './faults.ts';
import type { NewMessagesSettings } from './new-messages.ts';
import type { MessageView } from './state.ts';

/** What has changed since a counter was given out. */
export interface Changes {
  /** For the next request. */
  readonly counter: string;
  /** Whether these are all messages, as at the first request and after a reset. */
  readonly isWhole: boolean;
  /** In the order they changed. */
  readonly messages: readonly MessageView[];
}

/** Everything that a page needs, with only those messages that changed. */
export interface StateView extends Changes {
  readonly clock: ClockView;
  readonly newMessages: NewMessagesSettings;
  readonly faults: readonly PendingFault[];
  /** Whether connections to the gateway's port are refused. */
  readonly isRefusing: boolean;
  /** The address of the messages in textgate's console; `null` without a console. */
  readonly consoleUrl: string | null;
}
