import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { SendRequest } from '../../../client/index.ts';
import { mayPass } from '../../connection.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { Drafted } from '../../hooks/use-draft.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { ownZone } from '../../zones.ts';
import { AgainNotice } from './again-notice.tsx';
import { isEmpty, requestFor, type SendFields } from './draft.ts';
import { fieldNames, idOf, problemsIn } from './fields.ts';
import { Options, ScheduleField } from './options.tsx';
import { PhonePreview } from './phone-preview.tsx';
import { mostRecipients, splitRecipients } from './recipients.ts';
import { focusFirst, RecipientsField } from './recipients-field.tsx';
import { Refused } from './refused.tsx';
import { scheduleFor } from './schedule.ts';
import { TextField } from './text-field.tsx';
import { Total } from './total.tsx';
import { Unknown } from './unknown.tsx';
import { useCheck } from './use-check.ts';
import type { Sender } from './use-sending.ts';
import { asReplaced, nobody, noText, type Tally, tally, verdictsFor } from './verdicts.ts';

interface SendFormProps {
  readonly drafted: Drafted<SendFields>;
  readonly sender: Sender;
}

export const SendForm = ({ drafted, sender: { state, press, forget } }: SendFormProps) => {
  const { textgate, may } = useConsole();
  const { fields } = drafted;
  const form = useRef<HTMLFormElement>(null);
  const formId = useId();
  const options = useRef<HTMLDetailsElement>(null);
  const [missing, setMissing] = useState(false);
  const [isConfirming, setConfirming] = useState(false);

  const split = useMemo(() => splitRecipients(fields.recipients), [fields.recipients]);
  const schedule = useMemo(() => (fields.sendAt ? scheduleFor(fields.sendAt, ownZone()) : undefined), [fields.sendAt]);
  const to = split.recipients.map((recipient) => recipient.to);
  const request = requestFor(fields, to, schedule?.at);
  const isLocked = state.at !== 'writing';
  const isTooMany = to.length > mostRecipients;

  const checked = useCheck(textgate, isLocked || isTooMany ? undefined : questionFor(request));
  const check = checked.last?.answer;
  // Of a text before this one only while this one is being looked at.
  const textCheck = checked.isPending || check?.request.text === fields.text ? check : undefined;
  const verdicts = verdictsFor(split.recipients, check);
  const summary = tally(verdicts);
  const account = usePolled(
    async (signal) => (may('account:read') ? textgate.account.get({ signal }) : undefined),
    undefined,
    [],
  );

  const refusal = state.at === 'writing' ? state.error : undefined;
  const isCheckLate = checked.error !== undefined && mayPass(checked.error);
  const checkError = isCheckLate ? undefined : checked.error;
  const problems = {
    ...problemsIn(checkError).fields,
    ...problemsIn(refusal).fields,
    ...(missing && { recipients: words.send.notGiven }),
  };
  const firstProblem = fieldNames.find((name) => problems[name] !== undefined);

  // What was refused is to be seen, also within what is folded; then the keyboard is where it can be mended.
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
  const total = <Total tally={summary} hasText={hasText} schedule={schedule} credits={account.value?.credits} />;
  const isShort = typeof account.value?.credits === 'number' && summary.credits > account.value.credits;
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
              isUncheckable={checkError !== undefined && !checked.isPending}
              problem={problems.recipients}
              onChange={(recipients) => change({ recipients })}
            />
            <TextField
              fields={fields}
              check={textCheck}
              isOld={checked.isPending}
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
          {isShort && <p class="problem">{words.send.tooFewCredits}</p>}
          <p class="small">{isCheckLate ? words.send.checkFailed : checked.isPending ? words.send.checking : ''}</p>
          {checkError !== undefined && problemsIn(checkError).isGeneral && <ErrorNotice error={checkError} />}
          {state.at !== 'unknown' && !isRepeating && (
            <div class="actions">
              <Button kind="primary" type="submit" form={formId} isBusy={state.at === 'sending'} disabled={isTooMany}>
                {state.at === 'sending' ? words.send.sending : fields.sendAt ? words.send.schedule : words.send.send}
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
      <Announced text={checked.isPending || to.length === 0 || !check ? undefined : announcementOf(summary, hasText)} />
      {isConfirming && (
        <Confirm
          title={words.send.confirm(to.length)}
          label={fields.sendAt ? words.send.schedule : words.send.send}
          act={async () => void press(request)}
          onClose={() => setConfirming(false)}
        >
          {total}
          {checked.isPending && <p class="problem">{words.send.confirmUnchecked}</p>}
          {isShort && <p class="problem">{words.send.tooFewCredits}</p>}
        </Confirm>
      )}
    </div>
  );
};

/** What is asked of a form that is not filled in yet; `undefined`: nothing. */
const questionFor = (request: SendRequest): SendRequest | undefined => {
  const to = [request.to ?? []].flat();
  if (to.length === 0 && request.text === '') return undefined;
  return { ...request, recipients: null, to: to.length > 0 ? to : [nobody], text: request.text || noText };
};

const announcementOf = ({ good, bad, segments }: Tally, hasText: boolean): string =>
  words.send.announced(good, good + bad, hasText ? segments : undefined);

/** Says what came of a check, where it is something new: not at each key. */
const Announced = ({ text }: { readonly text: string | undefined }) => {
  const [said, say] = useState('');
  useEffect(() => {
    if (text !== undefined) say(text);
  }, [text]);
  return (
    <p class="hidden-label" role="status">
      {said}
    </p>
  );
};
