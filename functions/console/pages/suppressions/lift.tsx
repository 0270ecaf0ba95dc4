import { NotFoundError } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

const { lift } = words.suppressions;

interface LiftProps {
  readonly number: string;
  readonly onLifted: (number: string) => void;
  readonly onClose: () => void;
}

/** Asks whether a number is to be taken off the list, and takes it off. */
export const Lift = ({ number, onLifted, onClose }: LiftProps) => {
  const { textgate } = useConsole();
  const lifting = useAction(async () => {
    try {
      await textgate.suppressions.remove(number);
    } catch (error) {
      // It is off already: another has lifted it, or an attempt whose answer was lost.
      if (!(error instanceof NotFoundError)) throw error;
    }
    onLifted(number);
  });
  return (
    <Dialog title={lift.title(spacedNumber(number))} onClose={onClose}>
      <p>{lift.effect}</p>
      <ErrorNotice error={lifting.error} />
      <div class="actions">
        <Button kind="primary" isBusy={lifting.isBusy} onClick={() => lifting.run(undefined)}>
          {lift.submit}
        </Button>
        <Button onClick={onClose}>{words.common.cancel}</Button>
      </div>
    </Dialog>
  );
};
