import { useRef, useState } from 'preact/hooks';
import { placeHref } from '../../../../functions/console/address.ts';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { Fact } from '../../../../functions/console/parts/fact.tsx';
import { Time } from '../../../../functions/console/parts/time.tsx';
import type { Outcome } from '../outcomes.ts';
import type { MessageView } from '../state.ts';
import { gateway } from './gateway.ts';
import { useDeed } from './use-deed.ts';
import { useGateway } from './use-gateway.ts';
import { words } from './words.ts';

interface BubbleProps {
  readonly message: MessageView;
  /** Whether there are messages of several accounts. */
  readonly isOfSeveral: boolean;
}

/** A message as the phone shows it, with the gateway's status and actions. */
export const Bubble = ({ message, isOfSeveral }: BubbleProps) => {
  const { facts } = useGateway();
  const bubble = useRef<HTMLLIElement>(null);
  const { id, to, sender, text, type, account, segments, acceptedAt, receivedAt } = message;
  const search = placeHref(['messages'], { to, gatewayId: id });
  return (
    <li class={`message ${place(message)} ${type}`} ref={bubble} tabIndex={-1}>
      <div class="bubble">
        <div class="bubble-head">
          <bdi class="sender">{sender}</bdi>
          <Time at={receivedAt ?? acceptedAt} />
        </div>
        {type === 'flash' && (
          <p class="flash-label">
            <strong>{words.conversation.flash}</strong> {words.conversation.flashMeaning}
          </p>
        )}
        <p class="text" dir="auto">
          {text}
        </p>
      </div>
      <dl class="states">
        <Fact name={words.message.gateway}>
          <Status message={message} />
        </Fact>
        <Fact name={words.message.phone}>
          <OnPhone message={message} />
        </Fact>
        {isOfSeveral && (
          <Fact name={words.message.account}>
            <bdi>{account}</bdi>
          </Fact>
        )}
        <Fact name={<span class="hidden-label">{words.message.length}</span>}>{words.message.segments(segments)}</Fact>
        {facts?.consoleUrl && (
          <Fact name={<span class="hidden-label">{words.console}</span>}>
            {/* In this tab: another would ask for the key each time. */}
            <a href={`${facts.consoleUrl}${search}`}>{words.message.console}</a>
          </Fact>
        )}
      </dl>
      {!message.hasEnded && <Actions message={message} onEnd={() => bubble.current?.focus()} />}
    </li>
  );
};

const place = ({ receivedAt, hasEnded }: MessageView): string => {
  if (receivedAt !== null) return 'received';
  return hasEnded ? 'lost' : 'waiting';
};

const Status = ({ message: { statusCode, errorCode, isHeld, hasEnded } }: { readonly message: MessageView }) => {
  const isCanceled = errorCode === 10;
  const kind = statusCode === 1 ? 'good' : isCanceled ? 'plain' : hasEnded ? 'bad' : '';
  return (
    <>
      <span class={`badge ${kind}`}>{isCanceled ? words.canceled : words.statuses[statusCode]}</span>
      {isHeld && <span class="badge warn">{words.held}</span>}
    </>
  );
};

const OnPhone = ({ message }: { readonly message: MessageView }) => {
  const { receivedAt, hasEnded, statusCode, scheduledFor } = message;
  if (receivedAt !== null) {
    return (
      <>
        {words.message.got} <Time at={receivedAt} />
      </>
    );
  }
  if (hasEnded) return <>{words.message.never}</>;
  if (statusCode === 9 && scheduledFor !== null) {
    return (
      <>
        {words.message.until} <Time at={scheduledFor} />
      </>
    );
  }
  return <>{words.message.onItsWay}</>;
};

interface ActionsProps {
  readonly message: MessageView;
  /** Called before the buttons disappear. */
  readonly onEnd: () => void;
}

const codes = [4, 5, 7] as const;

const Actions = ({ message: { id, isHeld }, onEnd }: ActionsProps) => {
  const { run, isBusy, problem } = useDeed();
  const [isFailing, setFailing] = useState(false);
  const decide = (outcome: Outcome) => {
    if (outcome.outcome !== 'hold' && outcome.outcome !== 'release') onEnd();
    run(() => gateway.decide(id, outcome));
  };
  return (
    <fieldset class="deeds" aria-busy={isBusy}>
      <legend class="hidden-label">{words.message.actions}</legend>
      <Button onClick={() => decide({ outcome: 'deliver' })}>{words.message.deliver}</Button>
      <Button aria-expanded={isFailing} onClick={() => setFailing(!isFailing)}>
        {words.message.fail}
      </Button>
      <Button onClick={() => decide({ outcome: 'expire' })}>{words.message.expire}</Button>
      <Button onClick={() => decide({ outcome: isHeld ? 'release' : 'hold' })}>
        {isHeld ? words.message.release : words.message.hold}
      </Button>
      {isFailing && (
        <ul class="failures" aria-label={words.message.failWith}>
          {codes.map((statusCode) => (
            <li key={statusCode}>
              <Button kind="danger" onClick={() => decide({ outcome: 'fail', statusCode })}>
                {words.message.failWith} {words.failures[statusCode]}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
};
