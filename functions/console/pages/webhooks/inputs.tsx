import { useEffect, useId, useRef } from 'preact/hooks';
import type { WebhookEventFilter } from '../../../client/index.ts';
import { fieldError, isOfFields } from '../../form-errors.ts';
import { isLocal } from '../../local.ts';
import { controlOf, Field } from '../../parts/field.tsx';
import { ErrorNotice, Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { choose, everyStatus, nameOf, otherEvents, statusEvents } from './events.ts';
import type { WebhookFields } from './fields.ts';

interface InputsProps {
  readonly fields: WebhookFields;
  readonly change: (changes: Partial<WebhookFields>) => void;
  /** The error of the last attempt to save. Problems of a field are shown beside it, all others below the form. */
  readonly error: unknown;
}

/** The fields of a webhook that an account can set. */
export const Inputs = ({ fields, change, error }: InputsProps) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const atFault = place.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    atFault?.focus();
  }, [error]);
  return (
    <div class="stack" ref={place}>
      <Line
        label={words.webhooks.url}
        hint={words.webhooks.urlHint(isLocal(location.hostname))}
        error={fieldError(error, '/url')}
        type="url"
        value={fields.url}
        onValue={(url) => change({ url })}
        required
      />
      <Events events={fields.events} error={fieldError(error, '/events')} onChange={(events) => change({ events })} />
      <Line
        label={words.webhooks.description}
        hint={words.webhooks.descriptionHint}
        error={fieldError(error, '/description')}
        type="text"
        value={fields.description}
        onValue={(description) => change({ description })}
      />
      {isOfFields(error) ? <Notice kind="error">{words.errors.fields}</Notice> : <ErrorNotice error={error} />}
    </div>
  );
};

interface LineProps {
  readonly label: string;
  readonly hint: string;
  readonly error: string | undefined;
  readonly type: 'url' | 'text';
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
}

const Line = ({ label, hint, error, type, value, onValue, required = false }: LineProps) => {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} problem={error}>
      <input
        {...controlOf(id, error)}
        type="text"
        inputMode={type}
        dir={type === 'url' ? 'ltr' : 'auto'}
        autocomplete="off"
        spellcheck={type === 'text'}
        required={required}
        value={value}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </Field>
  );
};

interface EventsProps {
  readonly events: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (events: readonly WebhookEventFilter[]) => void;
}

const Events = ({ events, error, onChange }: EventsProps) => {
  const id = useId();
  const box = (event: WebhookEventFilter) => (
    <label key={event} class="check">
      <input
        type="checkbox"
        checked={events.includes(event)}
        onChange={({ currentTarget }) => onChange(choose(events, event, currentTarget.checked))}
        aria-invalid={error !== undefined}
      />
      {nameOf(event)}
    </label>
  );
  return (
    <fieldset class="field" aria-describedby={error === undefined ? undefined : id}>
      <legend>{words.webhooks.events}</legend>
      {box(everyStatus)}
      {!events.includes(everyStatus) && <div class="choices">{statusEvents.map(box)}</div>}
      {otherEvents.map(box)}
      {error !== undefined && (
        <p id={id} class="problem">
          {error}
        </p>
      )}
    </fieldset>
  );
};
