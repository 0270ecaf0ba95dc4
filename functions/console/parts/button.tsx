import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { focusAfter } from '../focus.ts';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: what one came for. `danger`: what cannot be undone. */
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  /** What it does is being done: pressing it does nothing, and it says so. It keeps the focus, as a disabled one would not. */
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
}

export const Button = ({ kind = 'plain', isBusy = false, children, class: more, ...rest }: ButtonProps) => {
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = ref.current;
    // What it did may be what it was there for: it goes then, with the focus.
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

/** Nor is a form sent. */
const nothing = (event: Event) => event.preventDefault();
