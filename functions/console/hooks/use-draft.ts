import { useRef, useState } from 'preact/hooks';
import { type Draft, type Fields, newDraft, readDraft, writeDraft } from '../draft.ts';
import { useConsole } from './use-console.ts';

export interface Drafted<F extends Fields> extends Draft<F> {
  /** What is left out stays. The idempotency key does, too: where a first answer was lost, the API refuses another request under it. */
  readonly change: (changes: Partial<F>) => void;
  /** To be called right before it is asked for: a reload in between finds the same key. */
  readonly ask: () => void;
  /** To be called when it is done, and was seen: the form begins anew, under another key. */
  readonly clear: () => void;
}

/** What a form has been filled in with, which a reload does not lose: it is kept in the tab's own storage. */
export const useDraft = <F extends Fields>(form: string, empty: F): Drafted<F> => {
  const { key } = useConsole();
  const [draft, setDraft] = useState(() => readDraft(sessionStorage, key.id, form, empty) ?? newDraft(empty));
  const latest = useRef(draft);
  const keep = (next: Draft<F>, isKept = true) => {
    latest.current = next;
    writeDraft(sessionStorage, key.id, form, isKept ? next : undefined);
    setDraft(next);
  };
  return {
    ...draft,
    change: (changes) => keep({ ...latest.current, fields: { ...latest.current.fields, ...changes } }),
    ask: () => keep({ ...latest.current, isAsked: true }),
    clear: () => keep(newDraft(empty), false),
  };
};
