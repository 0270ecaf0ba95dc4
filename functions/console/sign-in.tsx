import { useId } from 'preact/hooks';
import { UnauthenticatedError } from '../client/index.ts';
import { useAction } from './hooks/use-action.ts';
import { Button } from './parts/button.tsx';
import { ErrorNotice, Notice } from './parts/notice.tsx';
import { words } from './words.ts';

interface SignInProps {
  readonly notice: string | undefined;
  readonly signIn: (apiKey: string) => Promise<void>;
  /** Absent: one has to. */
  readonly onCancel?: () => void;
}

export const SignIn = ({ notice, signIn, onCancel }: SignInProps) => {
  const id = useId();
  const action = useAction(signIn);
  const isRefused = action.error instanceof UnauthenticatedError;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = event.currentTarget instanceof HTMLFormElement ? event.currentTarget.elements.namedItem('key') : null;
    if (field instanceof HTMLInputElement) action.run(field.value.trim());
  };
  return (
    <form class="card sign-in" onSubmit={submit}>
      <h1>{words.signIn.title}</h1>
      {notice && <Notice kind="info">{notice}</Notice>}
      <label for={id}>{words.signIn.apiKey}</label>
      <input
        id={id}
        name="key"
        type="password"
        required
        autocomplete="off"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        aria-invalid={isRefused}
        placeholder="textgate_…"
      />
      <p id={`${id}-hint`} class="small">
        {words.signIn.hint}
      </p>
      {isRefused ? <Notice kind="error">{words.signIn.refused}</Notice> : <ErrorNotice error={action.error} />}
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={action.isBusy}>
          {words.signIn.submit}
        </Button>
        {onCancel && <Button onClick={onCancel}>{words.common.cancel}</Button>}
      </div>
    </form>
  );
};
