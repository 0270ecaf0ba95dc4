import { useId, useState } from 'preact/hooks';
import type { Redelivery } from '../../../client/index.ts';
import { fieldError } from '../../form-errors.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { controlOf, Field } from '../../parts/field.tsx';
import { ErrorNotice, Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { wallAt } from '../../zones.ts';

interface RedeliverFailedProps {
  readonly webhookId: string;
  readonly failingSince: string | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const dayMillis = 24 * 60 * 60_000;

/**
 * Redelivers all that has failed since a time: by default since the webhook began to fail, or else for the last day.
 */
export const RedeliverFailed = ({ webhookId, failingSince, onDone, onClose }: RedeliverFailedProps) => {
  const { textgate } = useConsole();
  const id = useId();
  const [since, setSince] = useState(() =>
    wallAt(failingSince === null ? new Date(Date.now() - dayMillis) : new Date(failingSince)),
  );
  const [done, setDone] = useState<Redelivery>();
  const { run, isBusy, error } = useAction(async () => {
    setDone(await textgate.webhooks.redeliverFailed(webhookId, { since: new Date(since).toISOString() }));
    onDone();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    run(undefined);
  };
  const problem = fieldError(error, '/since');
  const texts = words.redeliverFailed;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      {done ? (
        <>
          <Notice kind="success">
            <p>
              {texts.done} <Time at={done.since} /> {texts.until} <Time at={done.until} />.
            </p>
          </Notice>
          <div class="actions">
            <Button onClick={onClose}>{words.common.close}</Button>
          </div>
        </>
      ) : (
        <form class="stack" onSubmit={submit}>
          <p>{texts.means}</p>
          <Field id={id} label={texts.since} problem={problem}>
            <input
              {...controlOf(id, problem)}
              type="datetime-local"
              required
              value={since}
              onInput={({ currentTarget }) => setSince(currentTarget.value)}
            />
          </Field>
          {problem === undefined && <ErrorNotice error={error} />}
          <div class="actions">
            <Button kind="primary" type="submit" isBusy={isBusy}>
              {texts.now}
            </Button>
            <Button onClick={onClose}>{words.common.cancel}</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
};
