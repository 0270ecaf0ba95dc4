/**
 * `markup`: not XML. `structure`: XML, but not XML-RPC. `charset`: an unknown charset. `character`: a byte that the
 * charset does not have, or a character that XML does not allow. `coding`: compressed.
 */
export type DecodeProblem = 'markup' | 'structure' | 'charset' | 'character' | 'coding';

/** The bytes are not the XML-RPC document they should be. The message never repeats text of the document. */
export class XmlRpcDecodeError extends Error {
  override readonly name = 'XmlRpcDecodeError';
  readonly kind: DecodeProblem;
  /** The place, in characters of the decoded document with LF line ends; 0 if the whole document is at fault. */
  readonly offset: number;
  /** The document is sound, but its end is missing. */
  readonly truncated: boolean;

  constructor(kind: DecodeProblem, problem: string, offset: number, truncated = false) {
    super(`${problem} (at character ${offset})`);
    this.kind = kind;
    this.offset = offset;
    this.truncated = truncated;
  }
}

/** XML-RPC cannot express the value. The message names its place, such as `params[2]`, and never its content. */
export class XmlRpcEncodeError extends Error {
  override readonly name = 'XmlRpcEncodeError';
}
