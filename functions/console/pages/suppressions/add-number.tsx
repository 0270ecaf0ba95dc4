import { useId, useState } from 'preact/hooks';
import type { SuppressReply } from '../../../client/index.ts';
import { fieldError } from '../../form-errors.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { controlOf, Field } from '../../parts/field.tsx';
import { words } from '../../words.ts';
import { Added } from './added.tsx';
import { NumberField, OtherProblem, writtenIn } from './number-field.tsx';

const { add } = words.suppressions;

interface AddNumberProps {
  /** The number that was lifted last, so that the page no longer says that it is on the list. */
  readonly lifted: string | undefined;
  readonly onAdded: () => void;
}

/** Adds a number to the list. */
export const AddNumber = ({ lifted, onAdded }: AddNumberProps) => {
  const { textgate } = useConsole();
  const id = useId();
  const [reply, setReply] = useState<SuppressReply>();
  const adding = useAction(async ({ number, reason }: { readonly number: string; readonly reason: string }) => {
    setReply(undefined);
    setReply(await textgate.suppressions.add(number, reason === '' ? {} : { reason }));
    onAdded();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    adding.run({ number: writtenIn(event, 'number'), reason: writtenIn(event, 'reason') });
  };
  const forget = () => {
    setReply(undefined);
    adding.clear();
  };
  const problem = fieldError(adding.error, '/reason');
  return (
    <form class="card" onSubmit={submit}>
      <h2>{add.title}</h2>
      <NumberField error={adding.error} onInput={forget} />
      <Field id={id} label={add.reason} hint={add.reasonHint} problem={problem}>
        <input {...controlOf(id, problem)} name="reason" maxLength={200} dir="auto" autocomplete="off" />
      </Field>
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={adding.isBusy}>
          {add.submit}
        </Button>
        <span class="small">{add.effect}</span>
      </div>
      <OtherProblem error={adding.error} at={['{number}', '/reason']} />
      {reply && reply.suppression.number !== lifted && <Added reply={reply} />}
    </form>
  );
};
