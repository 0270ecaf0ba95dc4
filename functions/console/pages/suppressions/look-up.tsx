import { useState } from 'preact/hooks';
import { NotFoundError, type Suppression } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { Entry } from './entry.tsx';
import { NumberField, OtherProblem, writtenIn } from './number-field.tsx';

const { lookUp } = words.suppressions;

type Answer = { readonly entry: Suppression } | { readonly notListed: string };

/** Whether a number is on the list. */
export const LookUp = () => {
  const { textgate } = useConsole();
  const [answer, setAnswer] = useState<Answer>();
  const look = useAction(async (number: string) => {
    setAnswer(undefined);
    try {
      setAnswer({ entry: await textgate.suppressions.get(number) });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      setAnswer({ notListed: number });
    }
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    look.run(writtenIn(event, 'number'));
  };
  const forget = () => {
    setAnswer(undefined);
    look.clear();
  };
  return (
    <form class="card" onSubmit={submit}>
      <h2>{lookUp.title}</h2>
      <NumberField error={look.error} onInput={forget} />
      <div class="actions">
        <Button type="submit" isBusy={look.isBusy}>
          {lookUp.submit}
        </Button>
      </div>
      <OtherProblem error={look.error} />
      {answer && 'entry' in answer && (
        <Notice kind="warning" title={lookUp.listed}>
          <Entry entry={answer.entry} />
        </Notice>
      )}
      {answer && 'notListed' in answer && (
        <Notice kind="info">
          <p dir="auto">{lookUp.notListed(answer.notListed)}</p>
        </Notice>
      )}
    </form>
  );
};
