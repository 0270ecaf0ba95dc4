import { controlOf, Field } from '../../parts/field.tsx';
import { language, words } from '../../words.ts';
import { ownZone, wallAt } from '../../zones.ts';
import type { SendFields } from './draft.ts';
import { idOf, type Problems } from './fields.ts';
import { type Schedule, zurich } from './schedule.ts';

interface OptionsProps {
  readonly fields: SendFields;
  readonly schedule: Schedule | undefined;
  readonly problems: Problems['fields'];
  readonly onChange: (change: Partial<SendFields>) => void;
}

const dayMillis = 86_400_000;

const zurichId = `${idOf('sendAt')}-zurich`;

export const ScheduleField = ({ fields, schedule, problems, onChange }: OptionsProps) => {
  const now = Date.now();
  const problem = schedule && !schedule.at ? words.send.skipped : problems.sendAt;
  return (
    <Field id={idOf('sendAt')} label={words.send.sendAt} hint={words.send.sendAtHint(ownZone())} problem={problem}>
      <input
        {...controlOf(idOf('sendAt'), problem, [zurichId])}
        type="datetime-local"
        min={wallAt(new Date(now))}
        max={wallAt(new Date(now + 366 * dayMillis))}
        value={fields.sendAt}
        onInput={(event) => onChange({ sendAt: event.currentTarget.value })}
      />
      <p id={zurichId}>{schedule?.at && words.send.inZurich(timeIn(schedule.at, zurich))}</p>
      {problem === undefined && schedule?.isRepeatedInZurich && <p class="problem">{words.send.repeatedInZurich}</p>}
      {schedule?.isRepeated && !schedule.isRepeatedInZurich && <p class="small">{words.send.repeated}</p>}
    </Field>
  );
};

export const timeIn = (at: Date, timeZone = ownZone()): string =>
  new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(at);

const validities = Object.entries(words.send.validities).sort(([a], [b]) => Number(a) - Number(b));

export const Options = ({ fields, problems, onChange }: Omit<OptionsProps, 'schedule'>) => (
  <div class="send-options">
    <Field id={idOf('sender')} label={words.send.sender} hint={words.send.senderHint} problem={problems.sender}>
      <input
        {...controlOf(idOf('sender'), problems.sender)}
        maxLength={15}
        autocomplete="off"
        spellcheck={false}
        value={fields.sender}
        onInput={(event) => onChange({ sender: event.currentTarget.value })}
      />
    </Field>
    <Field
      id={idOf('reference')}
      label={words.send.reference}
      hint={words.send.referenceHint}
      problem={problems.reference}
    >
      <input
        {...controlOf(idOf('reference'), problems.reference)}
        maxLength={100}
        autocomplete="off"
        value={fields.reference}
        onInput={(event) => onChange({ reference: event.currentTarget.value })}
      />
    </Field>
    <Field id={idOf('validFor')} label={words.send.validFor} hint={words.send.validForHint} problem={problems.validFor}>
      <select
        {...controlOf(idOf('validFor'), problems.validFor)}
        value={fields.validFor}
        onChange={(event) => onChange({ validFor: event.currentTarget.value })}
      >
        {validities.map(([seconds, name]) => (
          <option key={seconds} value={seconds}>
            {name}
          </option>
        ))}
      </select>
    </Field>
    <label class="check">
      <input
        type="checkbox"
        checked={fields.isFlash}
        onChange={(event) => onChange({ isFlash: event.currentTarget.checked })}
      />
      {words.send.flash}
    </label>
  </div>
);
