import { useId } from 'preact/hooks';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { gateway } from './gateway.ts';
import { useDeed } from './use-deed.ts';
import { useGateway } from './use-gateway.ts';
import { useSetting } from './use-setting.ts';
import { words } from './words.ts';

const codes = [4, 5, 6, 7] as const;

/** Sets what becomes of messages that are accepted from now on. */
export const NewMessages = () => {
  const { facts, messages } = useGateway();
  const { failRate = 0, statusCode = 4, hold = false } = facts?.newMessages ?? {};
  const percent = useSetting(Math.round(failRate * 100), (value) =>
    gateway.changeNewMessages({ failRate: value / 100 }),
  );
  const code = useSetting(statusCode, (value) => gateway.changeNewMessages({ statusCode: value }));
  const holding = useSetting(hold, (value) => gateway.changeNewMessages({ hold: value }));
  const release = useDeed();
  const rateId = useId();
  const codeId = useId();
  const isAnyHeld = Array.from(messages.values()).some(({ isHeld }) => isHeld);
  const problem = percent.problem ?? code.problem ?? holding.problem ?? release.problem;
  return (
    <fieldset class="card">
      <legend>{words.panel.newMessages}</legend>
      <div class="field">
        <label for={rateId}>
          {words.panel.failRate}: <output for={rateId}>{percent.shown} %</output>
        </label>
        <input
          id={rateId}
          type="range"
          min="0"
          max="100"
          step="5"
          value={percent.shown}
          onInput={({ currentTarget }) => percent.show(Number(currentTarget.value))}
          onChange={({ currentTarget }) => percent.change(Number(currentTarget.value))}
        />
      </div>
      {percent.shown > 0 && (
        <div class="field">
          <label for={codeId}>{words.panel.failCode}</label>
          <select
            id={codeId}
            value={code.shown}
            onChange={({ currentTarget: { value } }) => {
              const chosen = codes.find((candidate) => String(candidate) === value);
              if (chosen !== undefined) code.change(chosen);
            }}
          >
            {codes.map((candidate) => (
              <option key={candidate} value={candidate}>
                {words.panel.ends[candidate]}
              </option>
            ))}
          </select>
        </div>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={holding.shown}
          onChange={({ currentTarget: { checked } }) => holding.change(checked)}
        />
        {words.panel.hold}
      </label>
      {isAnyHeld && <Button onClick={() => release.run(gateway.releaseAll)}>{words.panel.releaseAll}</Button>}
      {problem && <p role="alert">{problem}</p>}
    </fieldset>
  );
};
