import type { Kind } from './figures.ts';

/**
 * The pattern of each kind of message, in addition to its colour, for people who do not see colours and for print. Each
 * kind of failure is hatched in its own way.
 */
export const Patterns = ({ id }: { readonly id: string }) => (
  <defs>
    {(['open', 'canceled', 'expired', 'failed', 'indeterminate'] as const).map((kind) => (
      <pattern
        key={kind}
        id={`${id}-${kind}`}
        class={`kind-${kind}`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
      >
        <rect class="ground" width="6" height="6" />
        {marks[kind]}
      </pattern>
    ))}
  </defs>
);

const marks = {
  open: <path d="M0 1.5h6M0 4.5h6" />,
  canceled: <path d="M1 1.5h2M4 4.5h2" />,
  expired: <path d="M-1 1l2-2M0 6l6-6M5 7l2-2" />,
  failed: null,
  indeterminate: <path d="M0 0l6 6M6 0l-6 6" />,
} as const satisfies Record<Exclude<Kind, 'delivered'>, unknown>;

/** The fill of a kind; `id` is the one of the patterns. */
export const fillOf = (kind: Kind, id: string): string | undefined =>
  kind === 'delivered' || kind === 'failed' ? undefined : `url(#${id}-${kind})`;

export const Swatch = ({ kind }: { readonly kind: Kind }) => {
  const id = `swatch-${kind}`;
  return (
    <svg class="swatch" width="18" height="18" aria-hidden="true">
      <Patterns id={id} />
      <rect class={`kind-${kind}`} x="0.5" y="0.5" width="17" height="17" rx="3" fill={fillOf(kind, id)} />
    </svg>
  );
};
