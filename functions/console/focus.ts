/**
 * Has the focus go on where it still can, after what had it has gone: an open dialog, or what the page is about. Left
 * nowhere, the keyboard would begin at the top again, and a screen reader say nothing.
 */
export const focusAfter = (gone: HTMLElement): void => {
  const dialog = gone.closest('dialog');
  queueMicrotask(() => {
    if (document.activeElement !== document.body) return;
    if (!dialog?.open) return focusContent();
    dialog.tabIndex = -1;
    dialog.focus();
  });
};

/**
 * Moves the focus to what the page is about: its heading, which a screen reader then says, and from where the keyboard
 * goes on.
 */
export const focusContent = (): void => {
  const content = document.getElementById('content');
  const heading = content?.querySelector('h1');
  if (heading) heading.tabIndex = -1;
  (heading ?? content)?.focus({ preventScroll: true });
};
