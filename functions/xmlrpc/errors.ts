/**
 * `markup`: it is not XML; `structure`: XML, but not XML-RPC's; `charset`: one we cannot read; `character`: not of it;
 * `coding`: it is compressed.
 */
export type DecodeProblem = 'markup' | 'structure' | 'charset' | 'character' | 'coding';

/** The bytes are not the XML-RPC document they should be. The message never repeats text of the document. */
export class XmlRpcDecodeError extends Error {
  override readonly name = 'XmlRpcDecodeError';
  readonly kind: DecodeProblem;
  /** Where, in characters of the decoded document, lines ended by LF; 0 when it was refused as a whole. */
  readonly offset: number;
  /** The document was sound as far as it went: its end is missing. */
  readonly truncated: boolean;

  constructor(kind: DecodeProblem, problem: string, offset: number, truncated = false) {
    super(`${problem} (at character ${offset})`);
    this.kind = kind;
    this.offset = offset;
    this.truncated = truncated;
  }
}

/** The value cannot be said in XML-RPC. The message names its place, such as `params[2]`, and never its content. */
export class XmlRpcEncodeError extends Error {
  override readonly name = 'XmlRpcEncodeError';
}
