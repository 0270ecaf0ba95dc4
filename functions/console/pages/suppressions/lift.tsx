import { NotFoundError } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

const { lift } = words.suppressions;

interface LiftProps {
  readonly number: string;
  readonly onLifted: (number: string) => void;
  readonly onClose: () => void;
}

/** Asks for confirmation, and removes a number from the list. */
export const Lift = ({ number, onLifted, onClose }: LiftProps) => {
  const { textgate } = useConsole();
  const remove = async () => {
    try {
      await textgate.suppressions.remove(number);
    } catch (error) {
      // It may be gone already: somebody else, or an attempt whose answer was lost, has removed it.
      if (!(error instanceof NotFoundError)) throw error;
    }
    onLifted(number);
  };
  return (
    <Confirm title={lift.title(spacedNumber(number))} label={lift.submit} act={remove} onClose={onClose}>
      <p>{lift.effect}</p>
    </Confirm>
  );
};
