import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { go } from '../../hooks/use-place.ts';
import { Button } from '../../parts/button.tsx';
import { controlOf, Field } from '../../parts/field.tsx';
import { apiWordOf, statuses } from '../../statuses.ts';
import { words } from '../../words.ts';
import { type Draft, draftOf, type Filters, filtersOf, isFiltered, isSame, startOfDay, toggled } from './filters.ts';
import { readRecipient } from './read-recipient.ts';

const { messages: say } = words;

/** What is looked for. It stands in the address: each change of a field that is done with is a step to go back. */
export const FilterForm = ({ filters }: { readonly filters: Filters }) => {
  const console = useConsole();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(filters));
  const [problem, setProblem] = useState<string>();
  const [isOpen] = useState(() => matchMedia('(min-width: 48rem)').matches);
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
    // Meanwhile somebody has asked for something else.
    if (mine !== newest.current) return;
    if (recipient.number === undefined) return setProblem(recipient.why ?? say.noNumber);
    setProblem(undefined);
    const next = filtersOf(wanted, recipient.number, filters);
    if (isSame(next, filters)) setDraft(draftOf(filters));
    else go(['messages'], next);
  };

  /** `isDone`: with the field, when it changes; the others are when they are left. */
  const field = (name: keyof Draft, isDone = false) => ({
    id: `${id}-${name}`,
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

  return (
    <details class="message-filters" open={isOpen}>
      <summary>{say.filters}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          commit(draft);
        }}
      >
        <div class="field">
          <label for={`${id}-status`}>{say.status}</label>
          <select {...field('status', true)}>
            <option value="">{say.anyStatus}</option>
            {statuses.map((status) => (
              <option key={status} value={status}>
                {words.statusOption(words.statuses[status][0], apiWordOf(status))}
              </option>
            ))}
          </select>
        </div>
        <Field id={`${id}-to`} label={say.to} problem={problem}>
          <input
            {...controlOf(`${id}-to`, problem)}
            {...field('to')}
            type="text"
            inputMode="tel"
            autocomplete="off"
            maxLength={64}
            placeholder={say.numberExample}
          />
        </Field>
        <div class="field">
          <label for={`${id}-reference`}>{say.reference}</label>
          <input {...field('reference')} type="text" autocomplete="off" maxLength={100} dir="auto" />
        </div>
        <div class="field">
          <label for={`${id}-from`}>{say.from}</label>
          <input {...field('from')} type="datetime-local" />
        </div>
        <div class="field">
          <label for={`${id}-until`}>{say.until}</label>
          <input {...field('until')} type="datetime-local" />
        </div>
        <Button type="submit" class="message-apply">
          {say.apply}
        </Button>
      </form>
    </details>
  );
};

/** What is looked for most: one press, and one more takes it back. */
export const QuickFilters = ({ filters }: { readonly filters: Filters }) => {
  const today = startOfDay(new Date());
  const changes: readonly (readonly [name: string, change: Filters, isOn: boolean])[] = [
    ...(['failed', 'indeterminate', 'scheduled'] as const).map(
      (status) => [words.statuses[status][0], { status }, filters.status === status] as const,
    ),
    [say.today, { from: today }, filters.from === today],
  ];
  return (
    <ul class="row quick-filters" aria-label={say.quick}>
      {changes.map(([name, change, isOn]) => (
        <li key={name}>
          <a class="chip" href={placeHref(['messages'], toggled(filters, change))} aria-current={isOn}>
            {name}
          </a>
        </li>
      ))}
      {isFiltered(filters) && (
        <li>
          <a class="chip clear" href={placeHref(['messages'])}>
            {say.clear}
          </a>
        </li>
      )}
    </ul>
  );
};
