import { useId, useState } from 'preact/hooks';
import { placeHref } from '../../address.ts';
import { Button } from '../../parts/button.tsx';
import { controlOf, Field } from '../../parts/field.tsx';
import { apiWordOf, statuses } from '../../statuses.ts';
import { words } from '../../words.ts';
import { type Draft, type Filters, isFiltered, startOfDay, toggled } from './filters.ts';
import { useFilterDraft } from './use-filter-draft.ts';

const { messages: say } = words;

/** The search form. */
export const FilterForm = ({ filters }: { readonly filters: Filters }) => {
  const id = useId();
  const [isOpen] = useState(() => matchMedia('(min-width: 48rem)').matches);
  const { field, problem, submit } = useFilterDraft(filters);
  const control = (name: keyof Draft, isDone = false) => ({ id: `${id}-${name}`, ...field(name, isDone) });
  return (
    <details class="message-filters" open={isOpen}>
      <summary>{say.filters}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div class="field">
          <label for={`${id}-status`}>{say.status}</label>
          <select {...control('status', true)}>
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
            {...control('to')}
            type="text"
            inputMode="tel"
            autocomplete="off"
            maxLength={64}
            placeholder={say.numberExample}
          />
        </Field>
        <div class="field">
          <label for={`${id}-reference`}>{say.reference}</label>
          <input {...control('reference')} type="text" autocomplete="off" maxLength={100} dir="auto" />
        </div>
        <div class="field">
          <label for={`${id}-from`}>{say.from}</label>
          <input {...control('from')} type="datetime-local" />
        </div>
        <div class="field">
          <label for={`${id}-until`}>{say.until}</label>
          <input {...control('until')} type="datetime-local" />
        </div>
        <Button type="submit" class="message-apply">
          {say.apply}
        </Button>
      </form>
    </details>
  );
};

/** Frequent searches: one press applies them, another press removes them. */
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
