import type { ComponentChildren } from 'preact';

interface FieldProps {
  /** The id of the control among the children. */
  readonly id: string;
  readonly label: string;
  /** What to enter. */
  readonly hint?: string;
  /** What is wrong with the value. It replaces the hint. */
  readonly problem: string | undefined;
  readonly children: ComponentChildren;
}

/** A control with its label, and its hint or problem. */
export const Field = ({ id, label, hint, problem, children }: FieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    <p id={`${id}-hint`} class={problem === undefined ? 'small' : 'problem'} aria-live="polite">
      {problem ?? hint}
    </p>
  </div>
);

/**
 * The attributes that connect a control with its field.
 * @param others ids of further elements that describe it
 */
export const controlOf = (id: string, problem: string | undefined, others: readonly string[] = []) => ({
  id,
  'aria-invalid': problem !== undefined,
  'aria-describedby': [`${id}-hint`, ...others].join(' '),
});
