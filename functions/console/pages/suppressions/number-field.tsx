import { useId } from 'preact/hooks';
import { fieldError } from '../../form-errors.ts';
import { controlOf, Field } from '../../parts/field.tsx';
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
