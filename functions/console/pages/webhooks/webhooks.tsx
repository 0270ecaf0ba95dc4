import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { PageProps } from '../../page-props.ts';
import { words } from '../../words.ts';
import { AddWebhook } from './add.tsx';
import { WebhookList } from './list.tsx';
import { WebhookPage } from './webhook.tsx';

/** `webhooks`, `webhooks/new` and `webhooks/wh_…`. */
export const WebhooksPage = ({ rest: [which], filters }: PageProps) => {
  const { may } = useConsole();
  if (which === undefined) return <WebhookList />;
  return (
    <>
      <a class="back" href={placeHref(['webhooks'])}>
        {words.webhooks.all}
      </a>
      {which === 'new' && may('webhooks:write') ? (
        <AddWebhook />
      ) : (
        <WebhookPage key={which} id={which} filters={filters} />
      )}
    </>
  );
};
