import { useAction } from '../../../../functions/console/hooks/use-action.ts';
import { useGateway } from './use-gateway.ts';

/** Something that is done to the gateway, once, and seen at once. `problem`: why it was not. */
export const useDeed = () => {
  const { look } = useGateway();
  const { run, isBusy, error } = useAction(async (deed: () => Promise<unknown>) => {
    await deed();
    look();
  });
  return { run, isBusy, problem: error instanceof Error ? error.message : undefined };
};
