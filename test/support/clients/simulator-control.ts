import type { Account, AccountSettings } from '../../../infra/local/simulator/accounts.ts';
import type { ClockChange, ClockView } from '../../../infra/local/simulator/clock.ts';
import type { Fault } from '../../../infra/local/simulator/faults.ts';
import type { NewMessagesChange, NewMessagesSettings } from '../../../infra/local/simulator/new-messages.ts';
import type { Outcome } from '../../../infra/local/simulator/outcomes.ts';
import type { MessageView, Settings } from '../../../infra/local/simulator/state.ts';
import type { StateView } from '../../../infra/local/simulator/state-view.ts';
import type { Traffic } from '../../../infra/local/simulator/traffic.ts';

export type SimulatorControl = ReturnType<typeof simulatorControl>;

/** Drives a simulated gateway in another process; `controlUrl` ends in a slash. Throws what the gateway objects to. */
export const simulatorControl = (controlUrl: string) => {
  const call = async <Reply>(method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(new URL(path, controlUrl), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const reply: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(reply)}`);
    // Both sides are ours and of one version.
    return reply as Reply;
  };

  return {
    health: () => call<{ status: 'ok' }>('GET', 'health'),
    /** What the phones received, and what is on its way to them; `to` in E.164. */
    messages: async (to?: string) => {
      const query = to === undefined ? '' : `?${new URLSearchParams({ to })}`;
      return (await call<{ messages: MessageView[] }>('GET', `messages${query}`)).messages;
    },
    /** The newest that the phone has received, waited for; `after` is a time or the id of a message. */
    latest: (wanted: { readonly to: string; readonly after?: string; readonly wait?: string }) =>
      call<MessageView>('GET', `messages/latest?${new URLSearchParams(wanted)}`),
    decide: (id: string, outcome: Outcome) => call<MessageView>('POST', `messages/${id}`, outcome),
    releaseAll: () => call<{ released: number }>('POST', 'messages', { outcome: 'release' }),
    changeNewMessages: (change: NewMessagesChange) => call<NewMessagesSettings>('POST', 'new-messages', change),
    /** What has changed since an earlier answer's counter. */
    state: (since?: string) => call<StateView>('GET', `state${since === undefined ? '' : `?since=${since}`}`),
    requests: () => call<Traffic>('GET', 'requests'),
    clock: () => call<ClockView>('GET', 'clock'),
    setClock: (change: ClockChange) => call<ClockView>('POST', 'clock', change),
    /** On the end-to-end tests' stack, only for one number (`to`): other files send at the same time. */
    setFault: async (fault: Fault): Promise<void> => {
      await call('POST', 'faults', fault);
    },
    /** Those of others, too: not on the end-to-end tests' stack. */
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
