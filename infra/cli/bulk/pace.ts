const lowestShare = 1 / 32;

/** When the next request may begin, so that so many messages a second go out. Times are in milliseconds. */
export class Pace {
  readonly #clock: () => number;
  readonly #asked: number;
  #rate: number;
  #nextAt: number;

  /** @param rate messages a second */
  constructor(rate: number, clock: () => number) {
    this.#clock = clock;
    this.#asked = rate;
    this.#rate = rate;
    this.#nextAt = clock();
  }

  /** Messages a second, at present. */
  get rate(): number {
    return this.#rate;
  }

  /** How long a request is to wait before it begins: of two that ask at once the second waits for the first. */
  turn(messages: number): number {
    const now = this.#clock();
    const begin = Math.max(now, this.#nextAt);
    this.#nextAt = begin + (messages / this.#rate) * 1000;
    return begin - now;
  }

  /** It was too fast. Nothing more begins for so long. */
  slower(milliseconds: number): void {
    this.#rate = Math.max(this.#asked * lowestShare, this.#rate / 2);
    this.#nextAt = Math.max(this.#nextAt, this.#clock() + milliseconds);
  }

  /** A request went through. */
  well(): void {
    this.#rate = Math.min(this.#asked, this.#rate * 1.25);
  }
}
