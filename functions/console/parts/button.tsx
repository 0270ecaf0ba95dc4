import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: what one came for. `danger`: what cannot be undone. */
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet';
  /** What it does is being done: it cannot be pressed, and says so. */
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
}

export const Button = ({ kind = 'plain', isBusy = false, disabled, children, class: more, ...rest }: ButtonProps) => (
  <button
    type="button"
    {...rest}
    class={['button', kind, more].filter(Boolean).join(' ')}
    disabled={isBusy || disabled === true}
    aria-busy={isBusy}
  >
    {children}
  </button>
);
