import type { Message } from '../../../client/index.ts';
import { duration } from '../../duration.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { mayLackSteps, stepsOf } from './story.ts';

const { messages: say } = words;

/** How the message came to its status. */
export const Timeline = ({ message }: { readonly message: Message }) => (
  <section class="card" aria-label={say.history}>
    <h2>{say.history}</h2>
    <ol>
      {stepsOf(message).map(({ status, at, reason, after }) => (
        <li key={`${status} ${at}`} class="message-step">
          <StatusBadge status={status} />
          <Time at={at} />
          {after !== undefined && <span class="small">{say.after(duration(after))}</span>}
          {reason && <code>{reason}</code>}
        </li>
      ))}
    </ol>
    {mayLackSteps(message) && <p class="small">{say.historyLacks}</p>}
  </section>
);
