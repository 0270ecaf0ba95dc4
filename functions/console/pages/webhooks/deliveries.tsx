import type { Delivery, DeliveryAttempt } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { duration } from '../../duration.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { isHeldBack } from './state.ts';

interface DeliveriesProps {
  readonly deliveries: readonly Delivery[];
  /** On which page they are. Each delivery links to the other one. */
  readonly of: 'webhook' | 'message';
  /** Delivers one again; absent: this is not offered. An error is shown beside the delivery. */
  readonly onRedeliver?: ((delivery: Delivery) => Promise<unknown>) | undefined;
}

/** Deliveries and the receivers' answers. These come from anybody, so they are only shown as text. */
export const Deliveries = ({ deliveries, of, onRedeliver }: DeliveriesProps) => (
  <ul class="deliveries">
    {deliveries.map((delivery) => (
      // An event has the same id for all webhooks.
      <li key={delivery.webhook + delivery.id} class="delivery">
        <Facts delivery={delivery} of={of} />
        <Attempts delivery={delivery} />
        {onRedeliver && <Redeliver delivery={delivery} onRedeliver={onRedeliver} />}
      </li>
    ))}
  </ul>
);

const badges = { pending: '', delivered: 'good', failed: 'bad' } as const satisfies Record<Delivery['status'], string>;

const Facts = ({ delivery, of }: { readonly delivery: Delivery } & Pick<DeliveriesProps, 'of'>) => {
  const { type, status, reason, nextAttemptAt, createdAt, message, webhook } = delivery;
  const { may } = useConsole();
  const other = of === 'message' ? webhook : may('messages:read') && message;
  return (
    <div class="row">
      <span class={`badge ${badges[status]}`}>{words.deliveries.statuses[status]}</span>
      <code>{type}</code>
      <Time at={createdAt} />
      {other && (
        <a href={placeHref([of === 'webhook' ? 'messages' : 'webhooks', other])}>{words.deliveries.about[of]}</a>
      )}
      {reason && <span class="small">{words.deliveries.reasons[reason]}</span>}
      {nextAttemptAt && <Next at={nextAttemptAt} />}
    </div>
  );
};

const Next = ({ at }: { readonly at: string }) => (
  <span class="small">
    {isHeldBack(at, Date.now()) ? (
      words.deliveries.heldBack
    ) : (
      <>
        {words.deliveries.next} <Time at={at} />
      </>
    )}
  </span>
);

/** Shows the last attempt, and the earlier ones after a click. */
const Attempts = ({ delivery: { attempts, status } }: { readonly delivery: Delivery }) => {
  const last = attempts.at(-1);
  const before = attempts.slice(0, -1);
  if (!last)
    return <p class="small">{status === 'pending' ? words.deliveries.untriedYet : words.deliveries.untried}</p>;
  return (
    <>
      <Attempt attempt={last} />
      {before.length > 0 && (
        <details class="earlier">
          <summary>{words.deliveries.before(before.length)}</summary>
          <ol class="attempts" reversed>
            {before.toReversed().map((attempt) => (
              <li key={attempt.at}>
                <Attempt attempt={attempt} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
};

/** A receiver's answer, and how long it took. */
export const Attempt = ({ attempt }: { readonly attempt: DeliveryAttempt }) => {
  const { at, status, error, milliseconds, answer } = attempt;
  return (
    <div class="attempt">
      <p>
        <span class={error === null ? 'good' : 'bad'}>{error ?? words.deliveries.answered(status)}</span>{' '}
        <span class="small">
          <Time at={at} /> · {duration(milliseconds)}
        </span>
      </p>
      {answer !== null && <Answer text={answer} />}
    </div>
  );
};

/** The most characters of an answer that are shown without a click. */
const shortAnswer = 160;

const Answer = ({ text }: { readonly text: string }) =>
  text.length > shortAnswer ? (
    <details class="answer">
      <summary dir="auto">{text}</summary>
    </details>
  ) : (
    <p class="answer" dir="auto">
      {text}
    </p>
  );

interface RedeliverProps {
  readonly delivery: Delivery;
  readonly onRedeliver: (delivery: Delivery) => Promise<unknown>;
}

const Redeliver = ({ delivery, onRedeliver }: RedeliverProps) => {
  const { run, isBusy, error } = useAction(onRedeliver);
  if (delivery.status === 'pending') return null;
  return (
    <>
      <ErrorNotice error={error} />
      <div class="actions">
        <Button kind={delivery.status === 'failed' ? 'plain' : 'quiet'} isBusy={isBusy} onClick={() => run(delivery)}>
          {words.deliveries.again[delivery.status]}
          <span class="hidden-label"> {delivery.type}</span>
        </Button>
      </div>
    </>
  );
};
