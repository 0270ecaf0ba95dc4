import { useEffect, useRef, useState } from 'preact/hooks';
import { isRefusal } from '../connection.ts';
import { type Draft, type Fields, newDraft, readDraft, writeDraft } from '../draft.ts';
import { useConsole } from './use-console.ts';

export interface Drafted<F extends Fields> extends Draft<F> {
  /**
   * Changes some fields and keeps the idempotency key. If an earlier answer was lost, the API rejects a different
   * request under the same key.
   */
  readonly change: (changes: Partial<F>) => void;
  /** Makes the request with the idempotency key, which is kept over a reload. Rejects as `act` does. */
  readonly carryOut: <T>(act: (draft: Draft<F>) => Promise<T>) => Promise<T>;
  /** Call this when the user has seen the outcome: the form starts again, with a new key. */
  readonly clear: () => void;
  /** Starts a new form with these fields and a new key. */
  readonly begin: (fields: F) => void;
  /**
   * Keeps the fields and takes a new key. Call it only if it is certain that nothing was done. It does nothing if the
   * draft was deleted meanwhile.
   */
  readonly renew: () => void;
}

/** The values of a form. They survive a reload, because they are kept in the tab's storage. */
export const useDraft = <F extends Fields>(form: string, empty: F): Drafted<F> => {
  const { key } = useConsole();
  const kept = () => readDraft(sessionStorage, key.id, form, empty);
  const [draft, setDraft] = useState(() => kept() ?? newDraft(empty));
  const latest = useRef(draft);
  // If the user leaves a form before the answer comes, another form may be there when it does.
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
        // Only if the draft still exists: the key may have been signed out meanwhile.
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
