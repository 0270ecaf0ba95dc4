import type { ComponentChildren } from 'preact';

interface FactProps {
  readonly name: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One of a list (`<dl class="facts">`): what it is about, and what is so. */
export const Fact = ({ name, children }: FactProps) => (
  <div>
    <dt>{name}</dt> <dd>{children}</dd>
  </div>
);
