/** A global secondary index of a table, by the names of attributes. The CDK makes them of this. */
export interface TableIndex {
  readonly name: string;
  /** All that a query must name. An item without one of them is not in the index. */
  readonly partition: readonly [string, ...string[]];
  readonly sort: string;
  /** What an entry has besides its keys and those of the table. */
  readonly others: readonly string[];
}
