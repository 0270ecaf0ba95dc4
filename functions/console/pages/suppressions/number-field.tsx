import { useId } from 'preact/hooks';
import { fieldError } from '../../form-errors.ts';
import { controlOf, Field } from '../../parts/field.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';

/** The API's pointer to the number in the address. */
const pointer = '{number}';

/** At least one digit, and no character that divides an address. */
const pattern = '[^\\\\?#%]*[0-9][^\\\\?#%]*';

interface NumberFieldProps {
  readonly error: unknown;
  readonly onInput: () => void;
}

/** The field for a phone number, with the API's problem if there is one. */
export const NumberField = ({ error, onInput }: NumberFieldProps) => {
  const id = useId();
  const problem = fieldError(error, pointer);
  return (
    <Field id={id} label={words.suppressions.number} hint={words.suppressions.numberHint} problem={problem}>
      <input
        {...controlOf(id, problem)}
        name="number"
        type="tel"
        required
        maxLength={60}
        pattern={pattern}
        title={words.suppressions.numberPattern}
        autocomplete="off"
        onInput={onInput}
      />
    </Field>
  );
};

/** An error, unless it is shown at the fields. */
export const OtherProblem = ({
  error,
  at = [pointer],
}: {
  readonly error: unknown;
  readonly at?: readonly string[];
}) => (at.some((pointer) => fieldError(error, pointer) !== undefined) ? null : <ErrorNotice error={error} />);

/** The text in a field of a form that is submitted. */
export const writtenIn = (event: SubmitEvent, name: string): string => {
  if (!(event.currentTarget instanceof HTMLFormElement)) return '';
  const field = event.currentTarget.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value.trim() : '';
};
