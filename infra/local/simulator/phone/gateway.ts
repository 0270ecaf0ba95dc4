import type { ClockChange } from '../clock.ts';
import type { Fault } from '../faults.ts';
import type { NewMessagesChange } from '../new-messages.ts';
import type { Outcome } from '../outcomes.ts';
import type { StateView } from '../state-view.ts';

const call = async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> => {
  const response = await fetch(`/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal && { signal }),
  });
  if (response.ok) return response;
  const { error } = await response.json();
  throw new Error(String(error));
};

/** The control API of the gateway that served this page. Each call rejects with that API's error text. */
export const gateway = {
  state: async (since: string | undefined, signal: AbortSignal): Promise<StateView> =>
    (await call('GET', `state${since === undefined ? '' : `?since=${since}`}`, undefined, signal)).json(),
  decide: (id: string, outcome: Outcome) => call('POST', `messages/${id}`, outcome),
  releaseAll: () => call('POST', 'messages', { outcome: 'release' }),
  changeNewMessages: (change: NewMessagesChange) => call('POST', 'new-messages', change),
  setClock: (change: ClockChange) => call('POST', 'clock', change),
  setFault: (fault: Fault) => call('POST', 'faults', fault),
  clearFaults: () => call('DELETE', 'faults'),
  reset: () => call('POST', 'reset'),
};
