import { useAction } from '../../../../functions/console/hooks/use-action.ts';
import { useGateway } from './use-gateway.ts';

/** An action on the gateway, shown at once. `problem` says why it failed. */
export const useDeed = () => {
  const { look } = useGateway();
  const { run, isBusy, error } = useAction(async (deed: () => Promise<unknown>) => {
    await deed();
    look();
  });
  return { run, isBusy, problem: error instanceof Error ? error.message : undefined };
};
