import { useId } from 'preact/hooks';
import { fieldError } from '../../form-errors.ts';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';

/** How the API points at the number in the address. */
const pointer = '{number}';

/** A digit at least, and nothing that divides an address. */
const pattern = '[^\\\\?#%]*[0-9][^\\\\?#%]*';

interface NumberFieldProps {
  readonly error: unknown;
  readonly onInput: () => void;
}

/** Where a phone number is written, and what the API has against it. */
export const NumberField = ({ error, onInput }: NumberFieldProps) => {
  const id = useId();
  const problem = fieldError(error, pointer);
  return (
    <div class="field">
      <label for={id}>{words.suppressions.number}</label>
      <input
        id={id}
        name="number"
        type="tel"
        required
        maxLength={60}
        pattern={pattern}
        title={words.suppressions.numberPattern}
        autocomplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint`}
        onInput={onInput}
      />
      <p id={`${id}-hint`} class="small" aria-live="polite">
        {problem === undefined ? words.suppressions.numberHint : <strong class="field-problem">{problem}</strong>}
      </p>
    </div>
  );
};

/** What failed, but for what is said at the fields. */
export const OtherProblem = ({
  error,
  at = [pointer],
}: {
  readonly error: unknown;
  readonly at?: readonly string[];
}) => (at.some((pointer) => fieldError(error, pointer) !== undefined) ? null : <ErrorNotice error={error} />);

/** What is written in a field of the form that is sent. */
export const writtenIn = (event: SubmitEvent, name: string): string => {
  if (!(event.currentTarget instanceof HTMLFormElement)) return '';
  const field = event.currentTarget.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value.trim() : '';
};
