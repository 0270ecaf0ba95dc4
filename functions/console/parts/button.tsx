import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { focusAfter } from '../focus.ts';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the page's main action. `danger`: it cannot be undone. */
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  /** While its action runs, pressing it does nothing. It is not `disabled`, because that would lose the focus. */
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
}

export const Button = ({ kind = 'plain', isBusy = false, children, class: more, ...rest }: ButtonProps) => {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = ref.current;
    // The action may remove the button itself, and the focus with it.
    return () => {
      if (button && document.activeElement === button) focusAfter(button);
    };
  }, []);
  return (
    <button
      ref={ref}
      type="button"
      {...rest}
      class={['button', kind, more].filter(Boolean).join(' ')}
      {...(isBusy && { 'aria-busy': true, 'aria-disabled': true, onClick: nothing })}
    >
      {children}
    </button>
  );
};

/** Also keeps a submit button from sending its form. */
const nothing = (event: Event) => event.preventDefault();
