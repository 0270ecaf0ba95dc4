import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusContent } from '../focus.ts';

interface DialogProps {
  readonly title: string;
  /** To be told that it was closed. Whoever then leaves it out has the focus back where it was. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks for an answer before anything else. Escape closes it, and the keyboard stays within. */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const onClosed = () => close.current();
    dialog.addEventListener('close', onClosed);
    dialog.showModal();
    // Where something cannot be undone, the keyboard is at the answer that changes nothing.
    dialog.querySelector<HTMLElement>('.danger ~ .button')?.focus();
    return () => {
      dialog.removeEventListener('close', onClosed);
      // Taken away while it is open, it would leave the focus nowhere.
      dialog.close();
      if (document.activeElement === document.body) focusContent();
    };
  }, []);
  return (
    <dialog ref={ref} aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
};
