import * as v from 'valibot';

/** Later times could not be expressed as a date. */
const century = 100 * 366 * 86_400;

export const clockSchema = v.strictObject({
  speed: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000))),
  advanceSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(century))),
});

export type ClockChange = v.InferOutput<typeof clockSchema>;

export interface ClockView {
  /** RFC 3339 in UTC. */
  readonly now: string;
  readonly speed: number;
}

/** The gateway's time, in ms. Speed makes messages progress faster, but does not move the date. */
export interface Clock {
  /** The real time plus what was advanced. */
  now(): number;
  /** Moves the date, and with it every message's progress. */
  advance(seconds: number): void;
  /** Applies from now on; 0 stops all progress. */
  setSpeed(speed: number): void;
  readonly speed: number;
  /** When a thing that began at `start` and takes `duration` ms at speed 1 is over; `Infinity` at speed 0. */
  after(start: number, duration: number): number;
}

/** A time span of one speed; `progress` is how much of it, at speed 1, had gone by when the span began. */
interface Span {
  readonly at: number;
  readonly progress: number;
  readonly speed: number;
}

export const createClock = (initialSpeed: number, realTime: () => number = Date.now): Clock => {
  let advanced = 0;
  let current: Span = { at: realTime(), progress: 0, speed: initialSpeed };
  // Spans are kept, so that past events do not move when the speed changes.
  const spans: Span[] = [current];

  const now = () => realTime() + advanced;
  const progressAt = (time: number): number => {
    const span = spans.findLast(({ at }) => at <= time) ?? current;
    return span.progress + (time - span.at) * span.speed;
  };
  const timeOf = (progress: number): number => {
    const span = spans.findLast((candidate) => candidate.progress <= progress) ?? current;
    if (progress === span.progress) return span.at;
    return span.at + (progress - span.progress) / span.speed;
  };

  return {
    now,
    advance: (seconds) => {
      advanced += seconds * 1000;
    },
    setSpeed: (speed) => {
      const at = now();
      current = { at, progress: progressAt(at), speed };
      spans.push(current);
    },
    get speed() {
      return current.speed;
    },
    after: (start, duration) => (duration === 0 ? start : timeOf(progressAt(start) + duration)),
  };
};
