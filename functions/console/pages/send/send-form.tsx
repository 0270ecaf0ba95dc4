import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useAccount } from '../../hooks/use-account.ts';
import type { Drafted } from '../../hooks/use-draft.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { AgainNotice } from './again-notice.tsx';
import { Announced } from './announced.tsx';
import { isEmpty, type SendFields } from './draft.ts';
import { fieldNames, idOf, problemsIn } from './fields.ts';
import { Options, ScheduleField } from './options.tsx';
import { PhonePreview } from './phone-preview.tsx';
import { focusFirst, RecipientsField } from './recipients-field.tsx';
import { Refused } from './refused.tsx';
import { TextField } from './text-field.tsx';
import { Total } from './total.tsx';
import { Unknown } from './unknown.tsx';
import type { Submission } from './use-sending.ts';
import { useWritten } from './use-written.ts';
import { asReplaced } from './verdicts.ts';

interface SendFormProps {
  readonly drafted: Drafted<SendFields>;
  readonly submission: Submission;
}

export const SendForm = ({ drafted, submission: { state, press, forget } }: SendFormProps) => {
  const { fields } = drafted;
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const options = useRef<HTMLDetailsElement>(null);
  const [missing, setMissing] = useState(false);
  const [isConfirming, setConfirming] = useState(false);

  const isLocked = state.at !== 'writing';
  const written = useWritten(fields, isLocked);
  const { split, schedule, to, request, isTooMany, verdicts, tally, check, isPending, isLate, checkError } = written;
  const credits = useAccount(false).value?.credits;
  const refusal = state.at === 'writing' ? state.error : undefined;
  const problems = {
    ...problemsIn(checkError).fields,
    ...problemsIn(refusal).fields,
    ...(missing && { recipients: words.send.notGiven }),
  };
  const firstProblem = fieldNames.find((name) => problems[name] !== undefined);

  // Shows the first wrong field, even in a folded part, and moves the focus there.
  useEffect(() => {
    if (refusal === undefined && !missing) return;
    if (options.current && (problems.sender || problems.reference || problems.validFor)) options.current.open = true;
    if (firstProblem) document.getElementById(idOf(firstProblem))?.focus();
  }, [refusal, missing]);

  const change = (changes: Partial<SendFields>) => {
    drafted.change(changes);
    setMissing(false);
    forget();
  };
  const start = (next: () => void) => () => {
    next();
    setMissing(false);
    forget();
    focusFirst();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (to.length === 0) setMissing(true);
    else if (isTooMany || (schedule && !schedule.at))
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    else if (to.length > 1) setConfirming(true);
    else press(request);
  };
  const hasText = fields.text !== '';
  const total = <Total tally={tally} hasText={hasText} schedule={schedule} credits={credits} />;
  const label = fields.sendAt ? words.send.schedule : words.send.send;
  const isRepeating = state.at === 'sending' && state.isRepeated;

  return (
    <div class="send">
      <div class="stack">
        {(state.at === 'unknown' || isRepeating) && (
          <Unknown
            error={state.at === 'unknown' ? state.error : undefined}
            isBusy={isRepeating}
            filters={fields.reference ? { reference: fields.reference } : { to: to.length === 1 ? to[0] : undefined }}
            onRepeat={() => press(request)}
            onAnew={start(() => drafted.begin({ ...fields, asked: '' }))}
          />
        )}
        {refusal !== undefined && <Refused error={refusal} />}
        <AgainNotice fields={fields} />
        <form id={formId} ref={form} onSubmit={submit} noValidate>
          <fieldset disabled={isLocked} class="card">
            <legend class="hidden-label">{words.pages.send}</legend>
            <RecipientsField
              value={fields.recipients}
              split={split}
              verdicts={verdicts}
              isLocked={isLocked}
              hasText={hasText}
              isUncheckable={checkError !== undefined && !isPending}
              problem={problems.recipients}
              onChange={(recipients) => change({ recipients })}
            />
            <TextField
              fields={fields}
              check={written.textCheck}
              isOld={isPending}
              problem={problems.text}
              onChange={change}
            />
            <ScheduleField fields={fields} schedule={schedule} problems={problems} onChange={change} />
            <details ref={options}>
              <summary>{words.send.options}</summary>
              <Options fields={fields} problems={problems} onChange={change} />
            </details>
          </fieldset>
        </form>
      </div>
      <aside class="stack">
        <PhonePreview
          sender={fields.sender.trim()}
          isFlash={fields.isFlash}
          text={asReplaced(fields.text, check?.dryRun.replaced ?? [])}
        />
        <section class="card">
          <h2>{words.send.total}</h2>
          {total}
          <p class="small">{isLate ? words.send.checkFailed : isPending ? words.send.checking : ''}</p>
          {checkError !== undefined && problemsIn(checkError).isGeneral && <ErrorNotice error={checkError} />}
          {state.at !== 'unknown' && !isRepeating && (
            <div class="actions">
              <Button kind="primary" type="submit" form={formId} isBusy={state.at === 'sending'} disabled={isTooMany}>
                {state.at === 'sending' ? words.send.sending : label}
              </Button>
              {!isEmpty(fields) && !isLocked && (
                <Button kind="quiet" onClick={start(drafted.clear)}>
                  {words.send.discard}
                </Button>
              )}
            </div>
          )}
        </section>
      </aside>
      <Announced written={written} hasText={hasText} />
      {isConfirming && (
        <Confirm
          title={words.send.confirm(to.length - tally.bad)}
          label={label}
          act={async () => void press(request)}
          onClose={() => setConfirming(false)}
        >
          {total}
          {isPending && <p class="problem">{words.send.confirmUnchecked}</p>}
        </Confirm>
      )}
    </div>
  );
};
