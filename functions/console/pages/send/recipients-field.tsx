import { useRef, useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { controlOf, Field } from '../../parts/field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { language, words } from '../../words.ts';
import { idOf } from './fields.ts';
import { mostRecipients, type Recipient, type Split, withoutRecipients } from './recipients.ts';
import { inOrder, isRefused, tally, type Verdict } from './verdicts.ts';

interface RecipientsFieldProps {
  readonly value: string;
  readonly split: Split;
  readonly verdicts: readonly Verdict[];
  /** The contents may have been sent already. */
  readonly isLocked: boolean;
  readonly hasText: boolean;
  /** Another field is wrong, and until it is corrected the API checks no recipient. */
  readonly isUncheckable: boolean;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

export const RecipientsField = (props: RecipientsFieldProps) => {
  const { value, split, verdicts, isLocked, problem, onChange } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const number = split.recipients.length;
  const remove = (gone: readonly Recipient[]) => onChange(withoutRecipients(value, gone));
  const removeBad = () => {
    remove(verdicts.filter(isRefused).map(({ recipient }) => recipient));
    area.current?.focus();
  };
  const { good, bad } = tally(verdicts);
  return (
    <div class="stack">
      <Field id={idOf('recipients')} label={words.send.recipients} hint={words.send.recipientsHint} problem={problem}>
        <textarea
          ref={area}
          {...controlOf(idOf('recipients'), problem)}
          class="send-recipients"
          rows={2}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      </Field>
      {number > mostRecipients && (
        <Notice kind="warning">
          <p>{words.send.tooMany(number)}</p>
          <code>{words.send.tooManyCommand}</code>
        </Notice>
      )}
      {split.leftOut.length > 0 && <p class="small">{words.send.leftOut(split.leftOut.length)}</p>}
      {!isLocked && bad > 0 && (
        <div class="row">
          <span class="badge good">{words.send.willGet(good)}</span>
          <span class="badge bad">{words.send.willNotGet(bad)}</span>
          <Button kind="quiet" onClick={removeBad}>
            {words.send.removeThose(bad)}
          </Button>
        </div>
      )}
      {!isLocked && number > 0 && number <= mostRecipients && (
        <Verdicts {...props} onRemove={remove} onEmpty={() => area.current?.focus()} />
      )}
    </div>
  );
};

/** Further ones are shown after a click, because typing is slow on a page with 1,000 rows. */
const shownAtFirst = 50;

interface VerdictsProps extends Pick<RecipientsFieldProps, 'verdicts' | 'hasText' | 'isUncheckable'> {
  readonly onRemove: (gone: readonly Recipient[]) => void;
  readonly onEmpty: () => void;
}

const Verdicts = ({ verdicts, hasText, isUncheckable, onRemove, onEmpty }: VerdictsProps) => {
  const list = useRef<HTMLUListElement>(null);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? verdicts.length : shownAtFirst;
  /** Keeps the focus at the same place in the list: on the next recipient. */
  const remove = (recipient: Recipient, index: number) => {
    onRemove([recipient]);
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll('button') ?? [];
      const button = buttons[Math.min(index, buttons.length - 1)];
      if (button) button.focus();
      else onEmpty();
    });
  };
  return (
    <>
      <ul class="send-verdicts" ref={list}>
        {inOrder(verdicts)
          .slice(0, shown)
          .map((verdict, index) => (
            <VerdictRow
              key={verdict.recipient.start}
              verdict={verdict}
              what={whatOf(verdict, hasText, isUncheckable)}
              onRemove={() => remove(verdict.recipient, index)}
            />
          ))}
      </ul>
      {verdicts.length > shown && (
        <Button kind="quiet" onClick={() => setWhole(true)}>
          {words.send.showAll(verdicts.length)}
        </Button>
      )}
    </>
  );
};

const countries = new Intl.DisplayNames([language], { type: 'region' });

interface VerdictRowProps {
  readonly verdict: Verdict;
  /** What the API says about the recipient. */
  readonly what: string;
  readonly onRemove: () => void;
}

const VerdictRow = ({ verdict, what, onRemove }: VerdictRowProps) => {
  const { recipient, preview } = verdict;
  return (
    <li class={isRefused(verdict) ? 'bad' : preview ? 'good' : 'open'}>
      <div>
        <bdi class="number">{preview ? spacedNumber(preview.to) : recipient.to}</bdi>
        {preview?.country && <span class="small">{countries.of(preview.country)}</span>}
        <span class="small">{what}</span>
      </div>
      <button type="button" class="button quiet" aria-label={words.send.remove(recipient.to)} onClick={onRemove}>
        <span aria-hidden="true">×</span>
      </button>
    </li>
  );
};

const whatOf = (verdict: Verdict, hasText: boolean, isUncheckable: boolean): string => {
  const { preview } = verdict;
  if (preview === undefined) return isUncheckable ? words.send.uncheckable : words.send.unchecked;
  if (isRefused(verdict)) return preview.detail ?? preview.verdict;
  if (!hasText) return '';
  const segments = words.count.segments(preview.segments ?? 0);
  return preview.credits > 0 ? `${segments}, ${words.count.credits(preview.credits)}` : segments;
};

/** Moves the focus to the first field of a form that is about to appear, because what had the focus disappears. */
export const focusFirst = (): void => {
  requestAnimationFrame(() => document.getElementById(idOf('recipients'))?.focus());
};
