import { useState } from 'preact/hooks';
import { IdempotencyKeyReusedError, type WebhookWithSecret } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { useDraft } from '../../hooks/use-draft.ts';
import { go } from '../../hooks/use-place.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { emptyFields, requestOf } from './fields.ts';
import { Inputs } from './inputs.tsx';
import { Secret } from './secret.tsx';

/** Adds a webhook only once. If the answer is lost, repeating the request gives the same webhook and secret. */
export const AddWebhook = () => {
  const { textgate } = useConsole();
  const { fields, change, isAsked, carryOut, clear } = useDraft('webhook', emptyFields);
  const [added, setAdded] = useState<WebhookWithSecret>();
  const { run, isBusy, error } = useAction(async () => {
    setAdded(
      await carryOut(({ fields, idempotencyKey }) => textgate.webhooks.create(requestOf(fields), { idempotencyKey })),
    );
  });
  const wasAnother = error instanceof IdempotencyKeyReusedError;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    run(undefined);
  };
  const leave = ({ id }: WebhookWithSecret) => {
    clear();
    go(['webhooks', id], {}, { replace: true });
  };
  const another = () => {
    clear();
    change(fields);
  };
  return (
    <form class="card webhook-form" onSubmit={submit}>
      <h1>{words.webhooks.add}</h1>
      <Inputs fields={fields} change={change} error={wasAnother ? undefined : error} />
      {isAsked && !isBusy && !added && (
        <Notice kind="warning" title={words.webhooks.asked.title}>
          <p>{wasAnother ? words.webhooks.asked.changed : words.webhooks.asked.again}</p>
          <Button onClick={another}>{words.webhooks.asked.another}</Button>
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {words.webhooks.addNow}
        </Button>
        <a class="button" href={placeHref(['webhooks'])} onClick={isAsked ? undefined : clear}>
          {words.common.cancel}
        </a>
      </div>
      {added && <Secret secret={added.secret} onClose={() => leave(added)} />}
    </form>
  );
};
