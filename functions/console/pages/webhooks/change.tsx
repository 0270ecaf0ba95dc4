import { useState } from 'preact/hooks';
import type { Webhook } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { words } from '../../words.ts';
import { changesOf, fieldsOf, type WebhookFields } from './fields.ts';
import { Inputs } from './inputs.tsx';

interface ChangeProps {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

export const Change = ({ webhook, onChanged, onClose }: ChangeProps) => {
  const { textgate } = useConsole();
  // The webhook as it was when the form opened, so that later changes do not disturb what somebody types.
  const [before] = useState(() => fieldsOf(webhook));
  const [fields, setFields] = useState<WebhookFields>(before);
  const { run, isBusy, error } = useAction(async () => {
    const changes = changesOf(before, fields);
    if (changes) await textgate.webhooks.update(webhook.id, changes);
    onChanged();
    onClose();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    run(undefined);
  };
  return (
    <Dialog title={words.webhooks.deeds.changeTitle} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Inputs fields={fields} change={(changes) => setFields((now) => ({ ...now, ...changes }))} error={error} />
        <div class="actions">
          <Button kind="primary" type="submit" isBusy={isBusy}>
            {words.webhooks.deeds.save}
          </Button>
          <Button onClick={onClose}>{words.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
};
