import type { Suppression } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Time } from '../../parts/time.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';
import { By } from './entry.tsx';

const { list } = words.suppressions;

interface SuppressionTableProps {
  readonly entries: readonly Suppression[];
  readonly onLift: (entry: Suppression) => void;
}

export const SuppressionTable = ({ entries, onLift }: SuppressionTableProps) => {
  const mayChange = useConsole().may('suppressions:write');
  return (
    <table class="table suppressions">
      <thead>
        <tr>
          <th scope="col">{words.suppressions.number}</th>
          <th scope="col">{list.reason}</th>
          <th scope="col">{list.since}</th>
          <th scope="col">{list.by}</th>
          {mayChange && (
            <td>
              <span class="hidden-label">{list.lift}</span>
            </td>
          )}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.number}>
            <td class="number">{spacedNumber(entry.number)}</td>
            <td class="reason">
              <bdi>{entry.reason ?? words.common.nothing}</bdi>
            </td>
            <td class="since">
              <Time at={entry.createdAt} />
            </td>
            <td class="by">
              <By by={entry.by} />
            </td>
            {mayChange && (
              <td class="deed">
                <Button aria-label={list.liftNumber(spacedNumber(entry.number))} onClick={() => onLift(entry)}>
                  {list.lift}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
