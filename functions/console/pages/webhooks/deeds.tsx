import { useState } from 'preact/hooks';
import { NotFoundError, type RotatedWebhook, type Webhook } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { go } from '../../hooks/use-place.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { Change } from './change.tsx';
import { Secret } from './secret.tsx';
import { Test } from './test.tsx';

interface DeedsProps {
  readonly webhook: Webhook;
  readonly onChanged: () => void;
}

const { deeds } = words.webhooks;

/** The actions on a webhook. */
export const Deeds = ({ webhook, onChanged }: DeedsProps) => {
  const { textgate } = useConsole();
  const { id, enabled } = webhook;
  const [asking, setAsking] = useState<'change' | 'rotate' | 'disable' | 'delete'>();
  const [rotated, setRotated] = useState<RotatedWebhook>();
  const close = () => setAsking(undefined);
  const switchTo = async (isEnabled: boolean) => {
    await textgate.webhooks.update(id, { enabled: isEnabled });
    onChanged();
  };
  const enable = useAction(() => switchTo(true));
  const remove = async () => {
    // It may be gone already: an attempt whose answer was lost, or somebody else, has deleted it.
    await textgate.webhooks.delete(id).catch((error) => {
      if (!(error instanceof NotFoundError)) throw error;
    });
    go(['webhooks'], {}, { replace: true });
  };
  return (
    <>
      <Test id={id} />
      <div class="actions">
        <Button onClick={() => setAsking('change')}>{deeds.change}</Button>
        <Button onClick={() => setAsking('rotate')}>{deeds.rotate}</Button>
        {enabled ? (
          <Button onClick={() => setAsking('disable')}>{deeds.disable}</Button>
        ) : (
          <Button isBusy={enable.isBusy} onClick={() => enable.run(undefined)}>
            {deeds.enable}
          </Button>
        )}
        <Button kind="danger" onClick={() => setAsking('delete')}>
          {deeds.delete}
        </Button>
      </div>
      <ErrorNotice error={enable.error} />
      {asking === 'change' && <Change webhook={webhook} onChanged={onChanged} onClose={close} />}
      {asking === 'rotate' && (
        <Confirm
          title={deeds.rotateTitle}
          label={deeds.rotate}
          act={async () => setRotated(await textgate.webhooks.rotateSecret(id))}
          onClose={close}
        >
          <p>{deeds.rotateMeans}</p>
        </Confirm>
      )}
      {rotated && (
        <Secret
          secret={rotated.secret}
          previousUntil={rotated.previousSecretUntil}
          onClose={() => setRotated(undefined)}
        />
      )}
      {asking === 'disable' && (
        <Confirm
          title={deeds.disableTitle}
          label={deeds.disable}
          kind="danger"
          act={() => switchTo(false)}
          onClose={close}
        >
          <p>{deeds.disableMeans}</p>
        </Confirm>
      )}
      {asking === 'delete' && (
        <Confirm title={deeds.deleteTitle} label={deeds.delete} kind="danger" act={remove} onClose={close}>
          <p>
            <bdi class="address">{webhook.url}</bdi>
          </p>
          <p>{deeds.deleteMeans}</p>
        </Confirm>
      )}
    </>
  );
};
