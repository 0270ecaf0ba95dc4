export interface Page<T> {
  items: T[];
  /** Where the next page begins: `list({ cursor })`. `null`: this was the last. */
  cursor: string | null;
}

/**
 * A list, which is asked for page by page as it is read, and from its beginning each time that it is: `for await` gives
 * its entries.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #pageAt: (cursor: string | undefined) => Promise<Page<T>>;
  readonly #start: string | undefined;

  /** @param start where to begin; absent: with the first */
  constructor(pageAt: (cursor: string | undefined) => Promise<Page<T>>, start: string | undefined) {
    this.#pageAt = pageAt;
    this.#start = start;
  }

  /**
   * The first page alone. It may hold fewer entries than `limit`, even none, and not be the last: its `cursor` tells.
   */
  page(): Promise<Page<T>> {
    return this.#pageAt(this.#start);
  }

  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let page = await this.page();
    yield page;
    // Where something else has answered, there may be none at all.
    while (page.cursor) {
      page = await this.#pageAt(page.cursor);
      yield page;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.pages()) yield* items;
  }
}
