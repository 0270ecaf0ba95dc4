import type { ComponentChildren } from 'preact';
import { useAction } from '../hooks/use-action.ts';
import { words } from '../words.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './notice.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly label: string;
  readonly kind?: 'primary' | 'danger';
  /** Does it. Where it rejects, the dialog stays, and says why. */
  readonly act: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What it comes to. */
  readonly children: ComponentChildren;
}

/** Asks before something is done, and closes once it is. */
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
