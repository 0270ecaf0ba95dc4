import type { CharacterCount, Replacement } from '../../../client/index.ts';
import { controlOf, Field } from '../../parts/field.tsx';
import { words } from '../../words.ts';
import type { SendFields } from './draft.ts';
import { idOf } from './fields.ts';
import { type Check, isSmart, shownCharacter } from './verdicts.ts';

interface TextFieldProps {
  readonly fields: SendFields;
  readonly check: Check | undefined;
  /** The meter still shows the values of an earlier text. */
  readonly isOld: boolean;
  readonly problem: string | undefined;
  readonly onChange: (change: Partial<SendFields>) => void;
}

const meterId = `${idOf('text')}-meter`;

export const TextField = ({ fields, check, isOld, problem, onChange }: TextFieldProps) => (
  <div class="stack">
    <Field id={idOf('text')} label={words.send.text} problem={problem}>
      <textarea
        {...controlOf(idOf('text'), problem, [meterId])}
        rows={5}
        dir="auto"
        value={fields.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
    </Field>
    <Meter text={fields.text} check={problem ? undefined : check} isOld={isOld} />
    {check && fields.text !== '' && <Encoding fields={fields} check={check} onChange={onChange} />}
  </div>
);

const Meter = ({
  text,
  check,
  isOld,
}: {
  readonly text: string;
  readonly check: Check | undefined;
  readonly isOld: boolean;
}) => {
  const { segments, encoding } = check?.dryRun.recipients[0] ?? {};
  const isKnown = text !== '' && segments && encoding;
  return (
    <div class="send-meter" id={meterId}>
      {isKnown && (
        <span class={isOld ? 'send-bars old' : 'send-bars'} aria-hidden="true">
          {Array.from({ length: segments }, (_, index) => (
            <i key={index} />
          ))}
        </span>
      )}
      <span>{words.send.characters([...text].length)}</span>
      {isKnown && (
        <span class={isOld ? 'old' : undefined}>
          {words.count.segments(segments)}, {words.encodings[encoding](segments)}
        </span>
      )}
    </div>
  );
};

interface EncodingProps {
  readonly fields: SendFields;
  readonly check: Check;
  readonly onChange: (change: Partial<SendFields>) => void;
}

/** The characters that force UCS-2, and what smart encoding does or would do about them. */
const Encoding = ({ fields, check: { dryRun, smart }, onChange }: EncodingProps) => {
  const { ucs2Characters, replaced } = dryRun;
  const now = dryRun.recipients[0]?.segments ?? 0;
  const then = smart?.recipients[0];
  const isOffered = then?.encoding === 'gsm-7';
  const isOn = isSmart(fields.encoding, replaced);
  return (
    <>
      {ucs2Characters.length > 0 && (
        <p class="small">
          {words.send.ucs2} <Characters of={ucs2Characters} />
        </p>
      )}
      {(isOffered || isOn) && (
        <div class="send-smart">
          <label class="check">
            <input
              type="checkbox"
              checked={isOn}
              onChange={(event) => onChange({ encoding: event.currentTarget.checked ? 'smart' : 'auto' })}
            />
            {words.send.smart}
          </label>
          {isOffered && !isOn && (
            <p class="small">
              {words.send.wouldFit(then.segments ?? 0, now)}{' '}
              <Replaced what={smart?.replaced ?? []} by={words.send.replaces} />
            </p>
          )}
          {isOn && replaced.length > 0 && (
            <p class="small">
              <Replaced what={replaced} by={words.send.replaced} />
            </p>
          )}
        </div>
      )}
    </>
  );
};

const Characters = ({ of }: { readonly of: readonly CharacterCount[] }) => (
  <>
    {of.map(({ character, count }) => (
      <span key={character} class="send-character">
        <Character is={character} /> {count > 1 && `× ${count}`}
      </span>
    ))}
  </>
);

const Replaced = ({ what, by }: { readonly what: readonly Replacement[]; readonly by: string }) => (
  <>
    {what.length > 0 && by}
    {what.map(({ from, to, count }) => (
      <span key={from} class="send-character">
        <Character is={from} /> → {to === '' ? words.send.byNothing : <Character is={to} />} {count > 1 && `× ${count}`}
      </span>
    ))}
  </>
);

const Character = ({ is }: { readonly is: string }) => (
  <code>
    <bdi>{shownCharacter(is)}</bdi>
  </code>
);
