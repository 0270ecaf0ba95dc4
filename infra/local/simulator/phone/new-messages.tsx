import { useId, useState } from 'preact/hooks';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { gateway } from './gateway.ts';
import { useDeed } from './use-deed.ts';
import { useGateway } from './use-gateway.ts';
import { words } from './words.ts';

const codes = [4, 5, 6, 7] as const;

/** What becomes of the messages that are taken from now on. */
export const NewMessages = () => {
  const { facts, messages } = useGateway();
  const { run, problem } = useDeed();
  // What the slider is at while it is moved.
  const [moved, setMoved] = useState<number>();
  const rateId = useId();
  const codeId = useId();
  const { failRate = 0, statusCode = 4, hold = false } = facts?.newMessages ?? {};
  const percent = moved ?? Math.round(failRate * 100);
  const isAnyHeld = Array.from(messages.values()).some(({ isHeld }) => isHeld);

  const changeRate = async (value: number) => {
    await run(() => gateway.changeNewMessages({ failRate: value / 100 }));
    setMoved(undefined);
  };
  return (
    <fieldset class="card">
      <legend>{words.panel.newMessages}</legend>
      <div class="field">
        <label for={rateId}>
          {words.panel.failRate}: <output for={rateId}>{percent} %</output>
        </label>
        <input
          id={rateId}
          type="range"
          min="0"
          max="100"
          step="5"
          value={percent}
          onInput={({ currentTarget }) => setMoved(Number(currentTarget.value))}
          onChange={({ currentTarget }) => changeRate(Number(currentTarget.value))}
        />
      </div>
      {percent > 0 && (
        <div class="field">
          <label for={codeId}>{words.panel.failCode}</label>
          <select
            id={codeId}
            value={statusCode}
            onChange={({ currentTarget }) => {
              const code = codes.find((candidate) => String(candidate) === currentTarget.value);
              run(() => gateway.changeNewMessages({ statusCode: code }));
            }}
          >
            {codes.map((code) => (
              <option key={code} value={code}>
                {words.panel.ends[code]}
              </option>
            ))}
          </select>
        </div>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={hold}
          onChange={({ currentTarget: { checked } }) => run(() => gateway.changeNewMessages({ hold: checked }))}
        />
        {words.panel.hold}
      </label>
      {isAnyHeld && <Button onClick={() => run(gateway.releaseAll)}>{words.panel.releaseAll}</Button>}
      {problem && <p role="alert">{problem}</p>}
    </fieldset>
  );
};
