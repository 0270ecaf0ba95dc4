import { useState } from 'preact/hooks';
import { finalStatuses } from '../../../client/client.ts';
import { type Message, NotCancelableError } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNotice, Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { mayBeCanceled } from './story.ts';

const { messages: say } = words;

interface ActionsProps {
  readonly message: Message;
  /** Loads the message again. */
  readonly reload: () => void;
}

/** What the key may do with the message now. */
export const Actions = ({ message, reload }: ActionsProps) => {
  const { textgate, may } = useConsole();
  const [isAsking, setAsking] = useState(false);
  const cancel = useAction(async () => {
    try {
      await textgate.messages.cancel(message.id);
    } finally {
      setAsking(false);
      reload();
    }
  });
  const ask = useAction(async () => {
    await textgate.messages.get(message.id, { refresh: true });
    reload();
  });
  const { status, to, text } = message;
  const isKnown = to !== 'forgotten' && text !== null;
  return (
    <>
      <div class="actions">
        {!finalStatuses.has(status) && (
          <Button isBusy={ask.isBusy} onClick={() => ask.run(undefined)}>
            {say.askGateway}
          </Button>
        )}
        {may('messages:send') && isKnown && (
          <a class="button" href={placeHref(['send'], { again: message.id })}>
            {say.sendAgain}
          </a>
        )}
        {may('messages:cancel') && mayBeCanceled(message) && (
          <Button kind="danger" onClick={() => setAsking(true)}>
            {say.cancel}
          </Button>
        )}
      </div>
      {status === 'indeterminate' && may('messages:send') && isKnown && <p class="small">{say.unknown.sendAgain}</p>}
      {cancel.error instanceof NotCancelableError ? (
        <Notice kind="warning" title={say.notCanceled}>
          {say.notCanceledWhy}
        </Notice>
      ) : (
        <ErrorNotice error={cancel.error} />
      )}
      <ErrorNotice error={ask.error} />
      {isAsking && (
        <Dialog title={say.cancelTitle} onClose={() => setAsking(false)}>
          <p>{say.cancelMeans}</p>
          <div class="actions">
            <Button kind="danger" isBusy={cancel.isBusy} onClick={() => cancel.run(undefined)}>
              {say.cancel}
            </Button>
            <Button onClick={() => setAsking(false)}>{say.keepIt}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
};
