import { useRef, useState } from 'preact/hooks';
import type { SendRequest } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { Drafted } from '../../hooks/use-draft.ts';
import { askedFor, type SendFields } from './draft.ts';
import { firstState, next, type Sending, type Step } from './sending.ts';

/** A form that is sent only once. */
export interface Submission {
  readonly state: Sending;
  /** Sends the request. If the outcome of an earlier request is not known, repeats that one instead. */
  readonly press: (request: SendRequest) => Promise<void>;
  /** Starts a new form. */
  readonly forget: () => void;
}

/** Sends a draft only once. */
export const useSending = (drafted: Drafted<SendFields>): Submission => {
  const { textgate } = useConsole();
  const [state, setState] = useState(() => firstState(drafted.isAsked ? askedFor(drafted.fields) : undefined));
  const latest = useRef(state);
  const take = (step: Step): Sending => {
    latest.current = next(latest.current, step);
    setState(latest.current);
    return latest.current;
  };
  const press = async (request: SendRequest) => {
    const before = latest.current;
    const now = take({ is: 'pressed', request });
    if (now === before || now.at !== 'sending') return;
    drafted.change({ asked: JSON.stringify(now.request) });
    try {
      // No automatic retries: if a retry after a lost answer met a limit, it would hide that the first may have been
      // sent.
      const reply = await drafted.carryOut(({ idempotencyKey }) =>
        textgate.messages.send(now.request, { idempotencyKey, maxRetries: 0 }),
      );
      drafted.clear();
      take({ is: 'answered', reply });
    } catch (error) {
      // A new key is needed: under the same one, a request rejected for lack of credits would be rejected for ever.
      if (take({ is: 'failed', error }).at === 'writing') drafted.renew();
    }
  };
  return { state, press, forget: () => void take({ is: 'anew' }) };
};
