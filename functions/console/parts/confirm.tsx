import type { ComponentChildren } from 'preact';
import { useAction } from '../hooks/use-action.ts';
import { words } from '../words.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './notice.tsx';

interface ConfirmProps {
  readonly title: string;
  /** The label of the button that confirms. */
  readonly label: string;
  readonly kind?: 'primary' | 'danger';
  /** If it rejects, the dialog stays open and says why. */
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Explains the consequences. */
  readonly children: ComponentChildren;
}

/** Asks before something is done, and closes when it is done. */
export const Confirm = ({ title, label, kind = 'primary', act, onClose, children }: ConfirmProps) => {
  const { run, isBusy, error } = useAction(async () => {
    await act();
    onClose();
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    run(undefined);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {children}
        <ErrorNotice error={error} />
        <div class="actions">
          <Button kind={kind} type="submit" isBusy={isBusy}>
            {label}
          </Button>
          <Button onClick={onClose}>{words.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
};
