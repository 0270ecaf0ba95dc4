/**
 * Moves the focus when the element that has it disappears: to the open dialog, or to the page's content. Otherwise the
 * keyboard would start at the top again, and a screen reader would say nothing.
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

/** Moves the focus to the page's heading. A screen reader reads it out, and the keyboard continues from there. */
export const focusContent = (): void => {
  const content = document.getElementById('content');
  const heading = content?.querySelector('h1');
  if (heading) heading.tabIndex = -1;
  (heading ?? content)?.focus({ preventScroll: true });
};
