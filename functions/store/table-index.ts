/** A global secondary index, as names of attributes. The CDK app makes the index from this. */
export interface TableIndex {
  readonly name: string;
  /** A query must name all of them. An item that lacks one is not in the index. */
  readonly partition: readonly [string, ...string[]];
  readonly sort: string;
  /** Attributes that an entry has besides its keys and those of the table. */
  readonly others: readonly string[];
}
