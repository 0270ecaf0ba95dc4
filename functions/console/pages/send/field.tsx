import type { ComponentChildren } from 'preact';
import { type FieldName, idOf } from './fields.ts';

interface FieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly hint?: string;
  readonly problem: string | undefined;
  readonly children: ComponentChildren;
}

/** A control with its label, what it takes, and what is wrong with it. */
export const Field = ({ name, label, hint, problem, children }: FieldProps) => (
  <div class="field">
    <label for={idOf(name)}>{label}</label>
    {children}
    {problem && (
      <p id={`${idOf(name)}-problem`} class="send-problem">
        {problem}
      </p>
    )}
    {hint && (
      <p id={`${idOf(name)}-hint`} class="small">
        {hint}
      </p>
    )}
  </div>
);

/** What a control has of its field. */
export const controlOf = (name: FieldName, problem: string | undefined, described: readonly string[] = ['hint']) => ({
  id: idOf(name),
  'aria-invalid': problem !== undefined,
  'aria-describedby': [...(problem === undefined ? [] : ['problem']), ...described]
    .map((part) => `${idOf(name)}-${part}`)
    .join(' '),
});

/** To the first field of a form that is about to be there: what had the focus is not there any more. */
export const focusFirst = (): void => {
  requestAnimationFrame(() => document.getElementById(idOf('recipients'))?.focus());
};
