import type { Message } from '../../../client/index.ts';
import { isLocal } from '../../local.ts';
import { Copy } from '../../parts/copy.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { apiWordOf } from '../../statuses.ts';
import { words } from '../../words.ts';

const { messages: say } = words;

/** The status, its meaning and reason, and what to do if somebody must act. */
export const StatusCard = ({ message }: { readonly message: Message }) => {
  const { status, reason, updatedAt, scheduledAt } = message;
  const [name, meaning] = words.statuses[status];
  const apiWord = apiWordOf(status);
  return (
    <section class="card" aria-label={say.status} aria-live="polite">
      <h2>
        {name} {apiWord && <code class="small">{apiWord}</code>}
      </h2>
      <p>
        {meaning}{' '}
        <span class="small">
          {say.since} <Time at={updatedAt} />
        </span>
      </p>
      {status === 'scheduled' && scheduledAt !== null && (
        <p>
          {say.goesOut} <Time at={scheduledAt} />
        </p>
      )}
      {reason && (
        <p>
          {say.reason}: <bdi>{reason.text}</bdi> <code>{reason.code}</code>
        </p>
      )}
      {status === 'indeterminate' && <WhatToDo message={message} />}
    </section>
  );
};

const WhatToDo = ({ message: { id, gatewayId } }: { readonly message: Message }) => (
  <Notice kind="warning" title={say.unknown.title}>
    <ul class="steps">
      <li>{say.unknown.neverAgain}</li>
      <li>{gatewayId === undefined ? say.unknown.ask : say.unknown.askWithId}</li>
      <li>
        {say.unknown.settle}
        <Settle id={id} as="delivered" />
        {say.unknown.orFailed}
        <Settle id={id} as="failed" />
      </li>
    </ul>
  </Notice>
);

const Settle = ({ id, as }: { readonly id: string; readonly as: 'delivered' | 'failed' }) => {
  const command = say.unknown.settleCommand(id);
  const how = `--as ${as} ${say.unknown.settleOn(isLocal(location.hostname))}`;
  return (
    <span class="command">
      <code>
        {command} <span>{how}</span>
      </code>{' '}
      <Copy text={`${command} ${how}`} what={say.command} />
    </span>
  );
};
