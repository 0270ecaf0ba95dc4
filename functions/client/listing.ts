export interface Page<T> {
  items: T[];
  /** Where the next page begins: `list({ cursor })`. `null`: this was the last. */
  cursor: string | null;
}

/**
 * A list that requests its pages while you read it. `for await` gives its entries. Each loop starts again at the
 * beginning.
 */
export class Listing<T> implements AsyncIterable<T> {
  readonly #pageAt: (cursor: string | undefined) => Promise<Page<T>>;
  readonly #start: string | undefined;

  /** @param start the cursor to begin at; absent: begins with the first entry */
  constructor(pageAt: (cursor: string | undefined) => Promise<Page<T>>, start: string | undefined) {
    this.#pageAt = pageAt;
    this.#start = start;
  }

  /**
   * The first page. It may have fewer entries than `limit`, even none, although more follow: see its `cursor`.
   */
  page(): Promise<Page<T>> {
    return this.#pageAt(this.#start);
  }

  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let page = await this.page();
    yield page;
    // The cursor may be absent if something other than the API answered.
    while (page.cursor) {
      page = await this.#pageAt(page.cursor);
      yield page;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { items } of this.pages()) yield* items;
  }
}
