import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { focusContent } from '../focus.ts';

interface DialogProps {
  readonly title: string;
  /** Called when it was closed. If the parent then removes it, the focus returns to where it was. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog. Escape closes it, and the keyboard stays within. */
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
    // If the action cannot be undone, the focus starts on the button that changes nothing.
    dialog.querySelector<HTMLElement>('.danger ~ .button')?.focus();
    return () => {
      dialog.removeEventListener('close', onClosed);
      // If it were removed while open, the focus would be lost.
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
