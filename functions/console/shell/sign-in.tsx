import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { UnauthenticatedError } from '../../client/index.ts';
import { useAction } from '../hooks/use-action.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNotice, Notice } from '../parts/notice.tsx';
import { words } from '../words.ts';

interface SignInProps {
  readonly notice: string | undefined;
  readonly signIn: (apiKey: string) => Promise<void>;
  /** Absent: nobody is signed in, so there is no way back. */
  readonly onCancel?: () => void;
}

export const SignIn = ({ notice, signIn, onCancel }: SignInProps) => {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isMistyped, setMistyped] = useState(false);
  const action = useAction(signIn);
  const isRefused = isMistyped || action.error instanceof UnauthenticatedError;
  useEffect(() => {
    document.title = `${words.signIn.title} – ${words.product}`;
    field.current?.focus();
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const key = field.current?.value.trim() ?? '';
    setMistyped(!looksLikeKey(key));
    action.clear();
    if (looksLikeKey(key)) action.run(key);
  };
  return (
    <form class="card sign-in" onSubmit={submit}>
      <h1>{words.signIn.title}</h1>
      {notice && <Notice kind="info">{notice}</Notice>}
      <div class="field">
        <label for={id}>{words.signIn.apiKey}</label>
        <input
          ref={field}
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
      </div>
      {isRefused && <Notice kind="error">{isMistyped ? words.signIn.mistyped : words.signIn.refused}</Notice>}
      {!isRefused && <ErrorNotice error={action.error} />}
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={action.isBusy}>
          {action.isBusy ? words.signIn.submitting : words.signIn.submit}
        </Button>
        {onCancel && <Button onClick={onCancel}>{words.common.cancel}</Button>}
      </div>
      <details>
        <summary>{words.signIn.noKey}</summary>
        <div class="stack small">
          <p>{words.signIn.noKeyDeployed}</p>
          <code>{words.signIn.noKeyCommand}</code>
          <p>{words.signIn.noKeyLocal}</p>
        </div>
      </details>
    </form>
  );
};

/** Other text is not sent, because it may be a password for something else. */
const looksLikeKey = (text: string): boolean => /^textgate_\w+$/.test(text);
