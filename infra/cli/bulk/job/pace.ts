const lowestShare = 1 / 8;

/** When the next request may begin, so that so many messages a second go out. Times are in milliseconds. */
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

  /** How long the next request is to wait; to be asked again after that, for it may have become longer. */
  wait(): number {
    return Math.max(0, this.#nextAt - this.#clock());
  }

  /** A request begins. */
  begin(messages: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.#clock()) + (messages / this.#rate) * 1000;
  }

  /** It was too fast: nothing more begins for so long. What others under way are told meanwhile is the same news. */
  slower(milliseconds: number): void {
    const now = this.#clock();
    if (now >= this.#heldUntil) this.#rate = Math.max(this.#asked * lowestShare, this.#rate / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + milliseconds);
    this.#nextAt = Math.max(this.#nextAt, this.#heldUntil);
  }

  /** A request went through. */
  well(): void {
    this.#rate = Math.min(this.#asked, this.#rate * 1.25);
  }
}

const lately = 60_000;

/** Rows a second of the last minute or so: in a wait they become fewer. */
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
