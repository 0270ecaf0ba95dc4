import { useId, useState } from 'preact/hooks';
import type { Redelivery } from '../../../client/index.ts';
import { fieldError } from '../../form-errors.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNotice, Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { localInput } from './local-input.ts';

interface RedeliverFailedProps {
  readonly id: string;
  readonly failingSince: string | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const dayMillis = 24 * 60 * 60_000;

/** Has all delivered once more that has failed since a time: of an outage, as far as one knows of it, or of a day. */
export const RedeliverFailed = ({ id, failingSince, onDone, onClose }: RedeliverFailedProps) => {
  const { textgate } = useConsole();
  const fieldId = useId();
  const [since, setSince] = useState(() =>
    localInput(failingSince === null ? new Date(Date.now() - dayMillis) : new Date(failingSince)),
  );
  const [done, setDone] = useState<Redelivery>();
  const { run, isBusy, error } = useAction(async () => {
    setDone(await textgate.webhooks.redeliverFailed(id, { since: new Date(since).toISOString() }));
    onDone();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    run(undefined);
  };
  const wrong = fieldError(error, '/since');
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
          <div class="field">
            <label for={fieldId}>{texts.since}</label>
            <input
              id={fieldId}
              type="datetime-local"
              required
              value={since}
              onInput={({ currentTarget }) => setSince(currentTarget.value)}
              aria-invalid={wrong !== undefined}
            />
          </div>
          {wrong === undefined ? <ErrorNotice error={error} /> : <Notice kind="error">{wrong}</Notice>}
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
