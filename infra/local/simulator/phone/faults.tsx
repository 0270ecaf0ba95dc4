import { useId, useState } from 'preact/hooks';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { spacedNumber } from '../../../../functions/console/phone-number.ts';
import { type FaultName, faultKinds, isFaultName, mayBeApplied, type Strikes, strikesCalls } from '../fault-kinds.ts';
import type { PendingFault } from '../faults.ts';
import { faultFor, type frequencies, frequenciesOf, isFrequency } from './fault-form.ts';
import { gateway } from './gateway.ts';
import { useDeed } from './use-deed.ts';
import { useGateway } from './use-gateway.ts';
import { words } from './words.ts';

/** Shows and sets the gateway's faults. */
export const Faults = () => {
  const { facts } = useGateway();
  const { run, problem } = useDeed();
  const { faults = [], isRefusing = false } = facts ?? {};
  return (
    <fieldset class="card">
      <legend>{words.fault.title}</legend>
      <FaultForm run={run} />
      {problem && <p role="alert">{problem}</p>}
      <div aria-live="polite" class="stack">
        <h3>{words.fault.active}</h3>
        {faults.length === 0 && !isRefusing && <p class="small">{words.fault.none}</p>}
        <ul class="set">
          {isRefusing && <li>{faultKinds.refuse.gateway}</li>}
          {faults.map((fault, index) => (
            <SetFault key={index} fault={fault} />
          ))}
        </ul>
      </div>
      {(faults.length > 0 || isRefusing) && (
        <Button onClick={() => run(gateway.clearFaults)}>{words.fault.clear}</Button>
      )}
    </fieldset>
  );
};

const SetFault = ({ fault: { fault, left, rate, method, to } }: { readonly fault: PendingFault }) => (
  <li>
    {faultKinds[fault].gateway}{' '}
    <span class="small">
      {[
        rate !== undefined && words.fault.rate(rate),
        method && words.fault.sends,
        to && words.fault.to(spacedNumber(to)),
        words.fault.left(left),
      ]
        .filter(Boolean)
        .join(', ')}
    </span>
  </li>
);

const FaultForm = ({ run }: { readonly run: (deed: () => Promise<unknown>) => unknown }) => {
  const [name, setName] = useState<FaultName>('http_500');
  const [frequency, setFrequency] = useState<keyof typeof frequencies>('once');
  const [isOnlySends, setOnlySends] = useState(true);
  const [isApplied, setApplied] = useState(false);
  const [delay, setDelay] = useState('5');
  const ids = { what: useId(), often: useId(), delay: useId(), expected: useId() };
  const choices = frequenciesOf(name);
  const chosen = choices.find(([value]) => value === frequency) ?? choices[0];
  const set = () =>
    run(() => gateway.setFault(faultFor({ name, frequency: chosen[0], isOnlySends, isApplied, delay })));
  return (
    <div class="stack">
      <div class="field">
        <label for={ids.what}>{words.fault.what}</label>
        <select
          id={ids.what}
          value={name}
          aria-describedby={ids.expected}
          onChange={({ currentTarget: { value } }) => isFaultName(value) && setName(value)}
        >
          {groups.map(([label, names]) => (
            <optgroup key={label} label={label}>
              {names.map((fault) => (
                <option key={fault} value={fault}>
                  {faultKinds[fault].gateway}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <p id={ids.expected} class="small">
          {words.fault.expected} {faultKinds[name].textgate} <code>{name}</code>
        </p>
      </div>
      <div class="field">
        <label for={ids.often}>{words.fault.often}</label>
        <select
          id={ids.often}
          value={chosen[0]}
          onChange={({ currentTarget: { value } }) => isFrequency(value) && setFrequency(value)}
        >
          {choices.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {name === 'latency' && (
        <div class="field">
          <label for={ids.delay}>{words.fault.delay}</label>
          <input
            id={ids.delay}
            type="number"
            min="0"
            value={delay}
            onInput={({ currentTarget }) => setDelay(currentTarget.value)}
          />
        </div>
      )}
      {strikesCalls(name) && <Check isOn={isOnlySends} onChange={setOnlySends} label={words.fault.onlySends} />}
      {mayBeApplied(name) && <Check isOn={isApplied} onChange={setApplied} label={words.fault.applied} />}
      <Button kind="primary" onClick={set}>
        {words.fault.set}
      </Button>
    </div>
  );
};

interface CheckProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly label: string;
}

const Check = ({ isOn, onChange, label }: CheckProps) => (
  <label class="check">
    <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
    {label}
  </label>
);

const labelOf = (strikes: Strikes): string => words.fault.strikes[strikes];

const groups: readonly (readonly [label: string, names: readonly FaultName[]])[] = Array.from(
  Map.groupBy(Object.keys(faultKinds).filter(isFaultName), (fault) => labelOf(faultKinds[fault].strikes)),
);
