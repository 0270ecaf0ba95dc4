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
