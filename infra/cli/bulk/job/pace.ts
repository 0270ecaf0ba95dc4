/** The rate is never lowered further than to this share of the one asked for. */
const lowestShare = 1 / 8;

/** Decides when the next request may begin, to keep to a rate. Times are in milliseconds. */
export class Pace {
  readonly #clock: () => number;
  readonly #asked: number;
  #rate: number;
  #nextAt: number;
  #heldUntil: number;

  /** @param rate messages a second */
  constructor(rate: number, clock: () => number) {
    this.#clock = clock;
    this.#asked = rate;
    this.#rate = rate;
    this.#nextAt = clock();
    this.#heldUntil = this.#nextAt;
  }

  /** How long the next request must wait. Ask again after that: the wait may have become longer. */
  wait(): number {
    return Math.max(0, this.#nextAt - this.#clock());
  }

  /** Call it when a request begins. */
  begin(messages: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.#clock()) + (messages / this.#rate) * 1000;
  }

  /**
   * Call it when the API says it was too fast: nothing begins for this time, and the rate is halved. Requests that are under way
   * may all say so, which halves it only once.
   */
  slower(milliseconds: number): void {
    const now = this.#clock();
    if (now >= this.#heldUntil) this.#rate = Math.max(this.#asked * lowestShare, this.#rate / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + milliseconds);
    this.#nextAt = Math.max(this.#nextAt, this.#heldUntil);
  }

  /** Call it when a request went through: the rate rises again. */
  well(): void {
    this.#rate = Math.min(this.#asked, this.#rate * 1.25);
  }
}

const lately = 60_000;

/** Measures rows a second over the last minute or so. During a wait, the figure falls. */
export const speedometer = (clock: () => number) => {
  let rows = 0;
  const marks = [{ at: clock(), rows }];
  return {
    passed: (more: number) => {
      const at = clock();
      rows += more;
      marks.push({ at, rows });
      while (marks[1] !== undefined && at - marks[1].at >= lately) marks.shift();
    },
    rate: () => {
      const [first] = marks;
      const seconds = first === undefined ? 0 : (clock() - first.at) / 1000;
      return first === undefined || seconds === 0 ? 0 : (rows - first.rows) / seconds;
    },
  };
};
