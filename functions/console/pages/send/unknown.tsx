import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { explain } from '../../connection.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { words } from '../../words.ts';

interface UnknownProps {
  /** Absent: the page was closed before the answer came. */
  readonly error: unknown;
  readonly isBusy: boolean;
  /** The filters that find what may have been sent. */
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly onRepeat: () => void;
  readonly onAnew: () => void;
}

/** Shown while it is not known whether the message was sent: what is known, and the two ways to continue. */
export const Unknown = ({ error, isBusy, filters, onRepeat, onAnew }: UnknownProps) => {
  const { may } = useConsole();
  const section = useRef<HTMLElement>(null);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => section.current?.focus(), []);
  const look = may('messages:read') && <a href={placeHref(['messages'], filters)}>{words.send.lookAtMessages}</a>;
  return (
    <section class="notice warning" ref={section} tabIndex={-1} role="alert">
      <strong>{words.send.unknownTitle}</strong>
      <div>
        <p>{reasonOf(error)}</p>
        <p>{words.send.unknownHelp}</p>
        <div class="actions">
          <Button kind="primary" isBusy={isBusy} onClick={onRepeat}>
            {words.send.repeat}
          </Button>
          {!isBusy && <Button onClick={() => setAsking(true)}>{words.send.anew}</Button>}
          {look}
        </div>
      </div>
      {isAsking && (
        <Confirm
          title={words.send.anewTitle}
          label={words.send.anew}
          kind="danger"
          act={async () => onAnew()}
          onClose={() => setAsking(false)}
        >
          <p>{words.send.anewHelp}</p>
          {look}
        </Confirm>
      )}
    </section>
  );
};

const reasonOf = (error: unknown): string => {
  if (error === undefined) return words.send.unknownReload;
  return error instanceof ApiError ? `${words.send.unknownAnswer} ${explain(error).text}` : words.send.unknownAnswer;
};
