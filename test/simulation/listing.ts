import { StoreUnavailableError } from '../../functions/messages/errors.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { Suppression } from '../../functions/messages/ports.ts';
import { isFinal } from '../../functions/messages/status.ts';
import type { Suppressed } from '../../functions/messages/suppress.ts';
import { functionMillis } from '../../functions/messages/time-budget.ts';
import { shown } from './facts.ts';
import { portsFor } from './ports.ts';
import type { World } from './world.ts';

interface Entry {
  readonly account: string;
  readonly number: string;
}

/** Processes that add numbers to a suppression list and remove them. */
export const listing = (world: World) => {
  const { truth, outside, count, trace } = world;

  const failed = (name: string) => (error: Error) => {
    trace(`${name} fails: ${error.name}`);
    if (!(error instanceof StoreUnavailableError)) truth.unexpected(error);
  };

  const openTo = ({ account, number }: Entry): readonly Message[] =>
    [...truth.facts.all()]
      .filter((message) => message.account === account && message.to === number && !isFinal(message.record.status))
      .map(({ record }) => record);

  return {
    suppress: (name: string, entry: Entry): void => {
      const { account, number } = entry;
      const open = new Set(openTo(entry).map(({ id }) => id));
      world.begin<Suppressed>(name, {
        millis: functionMillis,
        isAwaited: true,
        run: (service, process) =>
          service.suppress(account, { number, by: `key:${name}` }, process.deadline(functionMillis)),
        answered: ({ canceled, notCanceled, isComplete }) => {
          trace(`${name} tells ${canceled.length} ${notCanceled.length} ${isComplete}`);
          count('number suppressed');
          truth.told([...canceled, ...notCanceled]);
          const told = new Set(notCanceled.map(({ id }) => id));
          const untold = openTo(entry).filter(({ id }) => open.has(id) && !told.has(id));
          truth.expect(!isComplete || untold.length === 0, 'what could not be cancelled is told', () =>
            untold.map(shown).join(', '),
          );
        },
        failed: failed(name),
      });
    },

    unsuppress: (name: string, { account, number }: Entry): void =>
      world.begin<readonly (Suppression | undefined)[]>(name, {
        millis: functionMillis,
        isAwaited: true,
        run: async (_, process) => {
          const { suppressions } = portsFor(process, outside, truth);
          return [await suppressions.takeOff(account, number), await suppressions.find(account, number)];
        },
        answered: ([gone]) => {
          trace(`${name} takes off ${gone !== undefined}`);
          if (gone !== undefined) count('number taken off');
        },
        failed: failed(name),
      }),
  };
};
