import type { Account, AccountSettings } from '../../../infra/local/simulator/accounts.ts';
import type { ClockChange, ClockView } from '../../../infra/local/simulator/clock.ts';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import type { NewMessagesChange, NewMessagesSettings } from '../../../infra/local/simulator/new-messages.ts';
import type { Outcome } from '../../../infra/local/simulator/outcomes.ts';
import type { MessageView, Settings } from '../../../infra/local/simulator/state.ts';
import type { StateView } from '../../../infra/local/simulator/state-view.ts';
import type { Traffic } from '../../../infra/local/simulator/traffic.ts';

export type SimulatorControl = ReturnType<typeof simulatorControl>;

/**
 * Controls a simulated gateway in another process. `controlUrl` ends with a slash. Throws the gateway's error messages.
 */
export const simulatorControl = (controlUrl: string) => {
  const call = async <Reply>(method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(new URL(path, controlUrl), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const reply: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(reply)}`);
    // Both sides come from the same commit, so the reply needs no schema.
    return reply as Reply;
  };

  return {
    health: () => call<{ status: 'ok' }>('GET', 'health'),
    /** What the phones received, and what is on its way to them. `to` is in E.164. */
    messages: async (to?: string) => {
      const query = to === undefined ? '' : `?${new URLSearchParams({ to })}`;
      return (await call<{ messages: MessageView[] }>('GET', `messages${query}`)).messages;
    },
    /** Waits for the newest message that the phone has received. `after` is a time or the id of a message. */
    latest: (wanted: { readonly to: string; readonly after?: string; readonly wait?: string }) =>
      call<MessageView>('GET', `messages/latest?${new URLSearchParams(wanted)}`),
    decide: (id: string, outcome: Outcome) => call<MessageView>('POST', `messages/${id}`, outcome),
    releaseAll: () => call<{ released: number }>('POST', 'messages', { outcome: 'release' }),
    changeNewMessages: (change: NewMessagesChange) => call<NewMessagesSettings>('POST', 'new-messages', change),
    /** What has changed since the counter of an earlier answer. */
    state: (since?: string) => call<StateView>('GET', `state${since === undefined ? '' : `?since=${since}`}`),
    requests: () => call<Traffic>('GET', 'requests'),
    clock: () => call<ClockView>('GET', 'clock'),
    setClock: (change: ClockChange) => call<ClockView>('POST', 'clock', change),
    /** On the end-to-end tests' stack, give a number (`to`): other test files send at the same time. */
    setFault: async (fault: Fault): Promise<void> => {
      await call('POST', 'faults', fault);
    },
    /** Clears other tests' faults as well, so do not use it on the end-to-end tests' stack. */
    clearFaults: async (): Promise<void> => {
      await call('DELETE', 'faults');
    },
    putAccount: (settings: AccountSettings) => call<Account>('POST', 'accounts', settings),
    putSettings: (settings: Partial<Settings>) => call<Settings>('POST', 'settings', settings),
    reset: async (): Promise<void> => {
      await call('POST', 'reset');
    },
  };
};
