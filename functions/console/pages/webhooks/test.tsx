import { useState } from 'preact/hooks';
import type { TestedWebhook } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { Attempt } from './deliveries.tsx';

/** Posts a test, and shows the receiver's answer. */
export const Test = ({ id }: { readonly id: string }) => {
  const { textgate } = useConsole();
  const [tested, setTested] = useState<TestedWebhook>();
  const { run, isBusy, error } = useAction(async () => {
    setTested(undefined);
    setTested(await textgate.webhooks.test(id));
  });
  return (
    <div>
      <div class="actions">
        <Button kind="primary" isBusy={isBusy} onClick={() => run(undefined)}>
          {words.webhooks.test.now}
        </Button>
        <span class="small">{words.webhooks.test.what}</span>
      </div>
      <div class="tested" role="status">
        {isBusy && <p class="small">{words.webhooks.test.waiting}</p>}
        {tested && (
          <>
            <span class={`badge ${tested.delivered ? 'good' : 'bad'}`}>
              {tested.delivered ? words.webhooks.test.delivered : words.webhooks.test.failed}
            </span>
            <Attempt attempt={tested.attempt} />
          </>
        )}
      </div>
      <ErrorNotice error={error} />
    </div>
  );
};
