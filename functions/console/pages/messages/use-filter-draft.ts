import { useEffect, useRef, useState } from 'preact/hooks';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { go } from '../../hooks/use-place.ts';
import { words } from '../../words.ts';
import { type Draft, draftOf, type Filters, filtersOf, isSame } from './filters.ts';
import { readRecipient } from './read-recipient.ts';

/**
 * The values of the search form until they are applied. Applied filters are in the address, so the Back button undoes
 * each change of a field.
 */
export const useFilterDraft = (filters: Filters) => {
  const console = useConsole();
  const [draft, setDraft] = useState(() => draftOf(filters));
  const [problem, setProblem] = useState<string>();
  const newest = useRef(0);

  const address = placeHref(['messages'], filters);
  useEffect(() => {
    newest.current += 1;
    setDraft(draftOf(filters));
    setProblem(undefined);
  }, [address]);

  const commit = async (wanted: Draft) => {
    newest.current += 1;
    const mine = newest.current;
    const written = wanted.to.trim();
    const recipient = written === '' ? { number: '' } : await readRecipient(written, console);
    // The user has searched for something else meanwhile.
    if (mine !== newest.current) return;
    if (recipient.number === undefined) return setProblem(recipient.why ?? words.messages.noNumber);
    setProblem(undefined);
    const next = filtersOf(wanted, recipient.number, filters);
    if (isSame(next, filters)) setDraft(draftOf(filters));
    else go(['messages'], next);
  };

  /** @param isDone whether a change applies at once; other fields apply when they lose the focus */
  const field = (name: keyof Draft, isDone = false) => ({
    value: draft[name],
    onInput: (event: Event) => {
      const { target } = event;
      if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
      const changed = { ...draft, [name]: target.value };
      setDraft(changed);
      if (isDone) commit(changed);
    },
    ...(!isDone && { onBlur: () => commit(draft) }),
  });

  return {
    field,
    /** Why the recipient in the field is not valid. */
    problem,
    submit: () => commit(draft),
  };
};
