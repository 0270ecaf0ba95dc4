import { useRef, useState } from 'preact/hooks';
import type { SendRequest } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { Drafted } from '../../hooks/use-draft.ts';
import { askedFor, type SendFields } from './draft.ts';
import { firstState, next, type Sending, type Step } from './sending.ts';

/** A form, which is sent once. */
export interface Submission {
  readonly state: Sending;
  /** Sends it; where nobody knows whether something was sent, that is repeated, whatever the request is by now. */
  readonly press: (request: SendRequest) => Promise<void>;
  /** The form is another from now on. */
  readonly forget: () => void;
}

/** Sends a draft, once. */
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
      // Nothing is tried again by itself: a limit that an attempt after a lost one meets would hide that one.
      const reply = await drafted.carryOut(({ idempotencyKey }) =>
        textgate.messages.send(now.request, { idempotencyKey, maxRetries: 0 }),
      );
      drafted.clear();
      take({ is: 'answered', reply });
    } catch (error) {
      // Under the same key, what was refused for want of credits would be refused for ever.
      if (take({ is: 'failed', error }).at === 'writing') drafted.renew();
    }
  };
  return { state, press, forget: () => void take({ is: 'anew' }) };
};
