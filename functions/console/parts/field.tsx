import type { ComponentChildren } from 'preact';

interface FieldProps {
  /** Of the control, which is among the children. */
  readonly id: string;
  readonly label: string;
  /** What it takes. */
  readonly hint?: string;
  /** What is wrong with what stands there; it is told in place of the hint. */
  readonly problem: string | undefined;
  readonly children: ComponentChildren;
}

/** A control with its label, and what there is to say of it. */
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
 * What the control has of its field.
 * @param others ids of what else tells of it
 */
export const controlOf = (id: string, problem: string | undefined, others: readonly string[] = []) => ({
  id,
  'aria-invalid': problem !== undefined,
  'aria-describedby': [`${id}-hint`, ...others].join(' '),
});
