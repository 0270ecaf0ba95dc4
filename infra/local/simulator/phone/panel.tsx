import { useState } from 'preact/hooks';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { Dialog } from '../../../../functions/console/parts/dialog.tsx';
import { spacedNumber } from '../../../../functions/console/phone-number.ts';
import { magicNumbers } from '../magic-numbers.ts';
import { Faults } from './faults.tsx';
import { gateway } from './gateway.ts';
import { NewMessages } from './new-messages.tsx';
import { secondsToMorning } from './phones.ts';
import { useDeed } from './use-deed.ts';
import { useGateway } from './use-gateway.ts';
import { useSetting } from './use-setting.ts';
import { words } from './words.ts';

/** The controls that affect all messages. */
export const Panel = () => (
  <section class="pane panel" aria-labelledby="controls">
    <h2 id="controls">{words.controls}</h2>
    <Speed />
    <NewMessages />
    <Forward />
    <Faults />
    <Magic />
    <Reset />
  </section>
);

const usual = [0, 1, 10, 10_000] as const;
const nameOf: Readonly<Record<number, string>> = words.panel.speeds;

const Speed = () => {
  const { facts } = useGateway();
  const { shown, change, problem } = useSetting(facts?.clock.speed ?? 1, (speed) => gateway.setClock({ speed }));
  const speeds = [...new Set([...usual, shown])].toSorted((one, other) => one - other);
  return (
    <fieldset class="card">
      <legend>{words.panel.speed}</legend>
      <div class="choices">
        {speeds.map((speed) => (
          <label key={speed}>
            <input type="radio" name="speed" checked={speed === shown} onChange={() => change(speed)} />
            <span>{nameOf[speed] ?? `×${speed}`}</span>
          </label>
        ))}
      </div>
      {problem && <p role="alert">{problem}</p>}
    </fieldset>
  );
};

const Forward = () => {
  const { ahead, facts } = useGateway();
  const { run, problem } = useDeed();
  const forward = (seconds: () => number) => () => run(() => gateway.setClock({ advanceSeconds: seconds() }));
  return (
    <fieldset class="card">
      <legend>{words.panel.clock}</legend>
      <div class="row">
        <Button onClick={forward(() => 60)}>{words.panel.minute}</Button>
        <Button onClick={forward(() => 3_600)}>{words.panel.hour}</Button>
        <Button onClick={forward(() => 86_400)}>{words.panel.day}</Button>
        <Button onClick={forward(() => secondsToMorning(new Date(Date.now() + ahead)))}>{words.panel.morning}</Button>
      </div>
      {facts?.consoleUrl && <p class="small">{words.panel.clockHint}</p>}
      {problem && <p role="alert">{problem}</p>}
    </fieldset>
  );
};

const Magic = () => (
  <details class="card">
    <summary>{words.panel.magic}</summary>
    <dl class="magic">
      {magicNumbers.map(({ number, effect }) => (
        <div key={number}>
          <dt>{spacedNumber(number)}</dt>
          <dd>{effect}</dd>
        </div>
      ))}
    </dl>
  </details>
);

const Reset = () => {
  const [isAsking, setAsking] = useState(false);
  const { run, problem } = useDeed();
  const reset = () => {
    setAsking(false);
    run(gateway.reset);
  };
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {words.panel.reset} …
      </Button>
      {problem && <p role="alert">{problem}</p>}
      {isAsking && (
        <Dialog title={words.panel.reset} onClose={() => setAsking(false)}>
          <p>{words.panel.resetHint}</p>
          <div class="actions">
            <Button kind="danger" onClick={reset}>
              {words.panel.resetConfirm}
            </Button>
            <Button onClick={() => setAsking(false)}>{words.panel.cancel}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
};
