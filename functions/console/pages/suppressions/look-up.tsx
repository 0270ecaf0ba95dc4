import { useEffect, useRef, useState } from 'preact/hooks';
import { NotFoundError, type Suppression } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';
import { Entry } from './entry.tsx';
import { Lift } from './lift.tsx';
import { NumberField, OtherProblem, writtenIn } from './number-field.tsx';

const { lookUp, list, lift } = words.suppressions;

type Answer = { readonly entry: Suppression } | { readonly notListed: string } | { readonly lifted: string };

/** Looks up whether a number is on the list. In a long list, this is how people find a number to lift. */
export const LookUp = ({ onLifted }: { readonly onLifted: (number: string) => void }) => {
  const { textgate, may } = useConsole();
  const title = useRef<HTMLHeadingElement>(null);
  const [answer, setAnswer] = useState<Answer>();
  const [isLifting, setLifting] = useState(false);
  const look = useAction(async (number: string) => {
    setAnswer(undefined);
    try {
      setAnswer({ entry: await textgate.suppressions.get(number) });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      setAnswer({ notListed: number });
    }
  });
  const isLifted = answer !== undefined && 'lifted' in answer;
  useEffect(() => {
    // The button that opened the dialog disappears.
    if (isLifted) title.current?.focus();
  }, [isLifted]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    look.run(writtenIn(event, 'number'));
  };
  const forget = () => {
    setAnswer(undefined);
    look.clear();
  };
  const leaveOut = (number: string) => {
    setLifting(false);
    setAnswer({ lifted: number });
    onLifted(number);
  };
  return (
    <section class="card">
      <h2 ref={title} tabIndex={-1}>
        {lookUp.title}
      </h2>
      <form class="stack" onSubmit={submit}>
        <NumberField error={look.error} onInput={forget} />
        <div class="actions">
          <Button type="submit" isBusy={look.isBusy}>
            {lookUp.submit}
          </Button>
        </div>
      </form>
      <OtherProblem error={look.error} />
      {answer && 'entry' in answer && (
        <Notice kind="warning" title={lookUp.listed}>
          <Entry entry={answer.entry} />
          {may('suppressions:write') && <Button onClick={() => setLifting(true)}>{list.lift}</Button>}
          {isLifting && <Lift number={answer.entry.number} onLifted={leaveOut} onClose={() => setLifting(false)} />}
        </Notice>
      )}
      {answer && 'notListed' in answer && (
        <Notice kind="info">
          <p dir="auto">{lookUp.notListed(answer.notListed)}</p>
        </Notice>
      )}
      {answer && 'lifted' in answer && <Notice kind="success">{lift.done(spacedNumber(answer.lifted))}</Notice>}
    </section>
  );
};
