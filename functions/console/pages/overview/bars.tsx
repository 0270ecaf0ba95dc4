import { useId } from 'preact/hooks';
import { useWidth } from '../../hooks/use-width.ts';
import { words } from '../../words.ts';
import { type Counts, type Kind, kinds } from './figures.ts';
import { fillOf, Patterns } from './patterns.tsx';
import { axisSteps, partHeights } from './scale.ts';

export interface Bar {
  readonly key: string;
  /** The axis label below it; absent: none, so that other labels have room. */
  readonly label?: string;
  /** The text shown when hovering over it. */
  readonly title: string;
  readonly counts: Counts;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  /** Describes the whole chart in a sentence, for screen readers. */
  readonly summary: string;
  /** Whether to write the number above each bar. This needs room. */
  readonly areCounted?: boolean;
}

/** Pixels. */
const height = 220;
const above = 20;
const below = 22;
const plot = height - above - below;
/** The greatest width of a digit. */
const digit = 7.5;
/** If a bar has less room than the first, numbers from the second on are written in their short form. */
const narrow = 400;
const shortFrom = 10_000;
/** The least height of a part that is not empty. */
const leastPart = 3;

/** Stacked bars of messages by kind. */
export const Bars = ({ bars, summary, areCounted = false }: BarsProps) => {
  const id = useId();
  const [figure, width] = useWidth();
  const steps = axisSteps(Math.max(...bars.map(({ counts }) => counts.messages)), 4);
  const scale = steps.at(-1) ?? 1;
  const written = scale >= shortFrom && width < narrow ? words.compact : words.number;
  const left = 8 + Math.max(...steps.map((step) => written(step).length)) * digit;
  const pitch = Math.max(1, width - left) / bars.length;
  const yOf = (messages: number) => above + plot - (messages / scale) * plot;
  return (
    <div class="bars" ref={figure}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={summary}>
          <Patterns id={id} />
          {steps.map((step) => (
            <g key={step}>
              <line x1={left} x2={width} y1={yOf(step)} y2={yOf(step)} />
              <text class="step" x={left - 6} y={yOf(step)} dy="0.32em">
                {written(step)}
              </text>
            </g>
          ))}
          {bars.map(({ key, label, title, counts }, index) => (
            <g key={key}>
              <title>{title}</title>
              <rect class="reach" x={left + index * pitch} y={0} width={pitch} height={height} />
              <Stack
                counts={counts}
                scale={scale}
                x={left + index * pitch}
                pitch={pitch}
                id={id}
                counted={areCounted}
              />
              {label !== undefined && (
                <text class="label" x={left + (index + 0.5) * pitch} y={height - 6}>
                  {label}
                </text>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
};

interface StackProps {
  readonly counts: Counts;
  readonly scale: number;
  readonly x: number;
  readonly pitch: number;
  /** The id of the patterns. */
  readonly id: string;
  readonly counted: boolean;
}

const Stack = ({ counts, scale, x, pitch, id, counted }: StackProps) => {
  const width = Math.min(64, pitch * 0.76);
  const left = x + (pitch - width) / 2;
  const heights = partHeights(
    kinds.map((kind) => counts[kind]),
    scale,
    plot,
    leastPart,
  );
  const top = above + plot - heights.reduce((total, one) => total + one, 0);
  const count = words.compact(counts.messages);
  const hasRoom = count.length * digit < pitch;
  return (
    <>
      {kinds.map((kind, index) => (
        <Part key={kind} kind={kind} id={id} x={left} width={width} {...standing(heights, index)} />
      ))}
      {counted && hasRoom && counts.messages > 0 && (
        <text class="label count" x={x + pitch / 2} y={top - 5}>
          {count}
        </text>
      )}
    </>
  );
};

const standing = (heights: readonly number[], index: number) => {
  const top = heights.slice(0, index + 1).reduce((total, one) => total + one, 0);
  return { y: above + plot - top, height: heights[index] ?? 0 };
};

interface PartProps {
  readonly kind: Kind;
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Leaves half a pixel of background between it and the next part. */
const Part = ({ kind, id, x, y, width, height }: PartProps) =>
  height > 0 ? (
    <rect class={`kind-${kind}`} x={x} y={y} width={width} height={Math.max(1, height - 1)} fill={fillOf(kind, id)} />
  ) : null;
