import type { Webhook } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Notice } from '../../parts/notice.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { EventNames } from './event-names.tsx';
import { StateBadge } from './state-badge.tsx';

/** The most webhooks of an account, as in the contract. */
const mostWebhooks = 10;

export const WebhookList = () => {
  const { textgate, may } = useConsole();
  const webhooks = usePolled((signal) => textgate.webhooks.list({ signal }), every.slow, []);
  const { value } = webhooks;
  const mayAdd = may('webhooks:write') && value && value.length < mostWebhooks;
  return (
    <>
      <div class="page-head">
        <h1>{words.pages.webhooks}</h1>
        {mayAdd && (
          <a class="button primary" href={placeHref(['webhooks', 'new'])}>
            {words.webhooks.add}
          </a>
        )}
      </div>
      <p class="small">{words.webhooks.what}</p>
      {value && value.length >= mostWebhooks && <p class="small">{words.webhooks.most(mostWebhooks)}</p>}
      <Awaited of={webhooks} />
      {value?.length === 0 && <Notice kind="info">{words.webhooks.none}</Notice>}
      {value && value.length > 0 && (
        <ul class="webhooks">
          {value.map((webhook) => (
            <Entry key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
    </>
  );
};

const Entry = ({ webhook }: { readonly webhook: Webhook }) => (
  <li class="card">
    <div class="page-head">
      <a class="address" href={placeHref(['webhooks', webhook.id])}>
        <bdi>{webhook.url}</bdi>
      </a>
      <StateBadge webhook={webhook} />
    </div>
    {webhook.description && <p dir="auto">{webhook.description}</p>}
    <EventNames events={webhook.events} />
  </li>
);
