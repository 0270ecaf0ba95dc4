import type { ComponentChildren } from 'preact';

interface FactProps {
  readonly name: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A name and value in a list (`<dl class="facts">`). */
export const Fact = ({ name, children }: FactProps) => (
  <div>
    <dt>{name}</dt> <dd>{children}</dd>
  </div>
);
