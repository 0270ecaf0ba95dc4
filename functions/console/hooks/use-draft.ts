import { useEffect, useRef, useState } from 'preact/hooks';
import { isRefusal } from '../connection.ts';
import { type Draft, type Fields, newDraft, readDraft, writeDraft } from '../draft.ts';
import { useConsole } from './use-console.ts';

export interface Drafted<F extends Fields> extends Draft<F> {
  /**
   * What is left out stays. The idempotency key does, too: where a first answer was lost, the API refuses another request
   * under it.
   */
  readonly change: (changes: Partial<F>) => void;
  /** Asks for it under the idempotency key, which a reload finds again. Rejects as `act` does. */
  readonly carryOut: <T>(act: (draft: Draft<F>) => Promise<T>) => Promise<T>;
  /** To be called when it is done, and was seen: the form begins anew, under another key. */
  readonly clear: () => void;
  /** Another form, with these fields, under a key of its own. */
  readonly begin: (fields: F) => void;
  /**
   * The same fields under another key, to be called where it is certain that nothing was done. Nothing happens if the draft
   * was forgotten meanwhile.
   */
  readonly renew: () => void;
}

/** What a form has been filled in with, which a reload does not lose: it is kept in the tab's own storage. */
export const useDraft = <F extends Fields>(form: string, empty: F): Drafted<F> => {
  const { key } = useConsole();
  const kept = () => readDraft(sessionStorage, key.id, form, empty);
  const [draft, setDraft] = useState(() => kept() ?? newDraft(empty));
  const latest = useRef(draft);
  // Of a form that was left while it was carried out, the answer comes late: another may have been begun in its place.
  const isLeft = useRef(false);
  useEffect(
    () => () => {
      isLeft.current = true;
    },
    [],
  );
  const keep = (next: Draft<F>, isKept = true) => {
    if (isLeft.current && kept()?.idempotencyKey !== latest.current.idempotencyKey) return;
    latest.current = next;
    writeDraft(sessionStorage, key.id, form, isKept ? next : undefined);
    setDraft(next);
  };
  return {
    ...draft,
    change: (changes) => keep({ ...latest.current, fields: { ...latest.current.fields, ...changes } }),
    carryOut: async (act) => {
      keep({ ...latest.current, isAsked: true });
      try {
        return await act(latest.current);
      } catch (error) {
        // Unless it was forgotten meanwhile, as where its key is signed out.
        if (isRefusal(error) && kept()) keep({ ...latest.current, isAsked: false });
        throw error;
      }
    },
    clear: () => keep(newDraft(empty), false),
    begin: (fields) => keep(newDraft(fields)),
    renew: () => {
      if (kept()) keep(newDraft(latest.current.fields));
    },
  };
};
