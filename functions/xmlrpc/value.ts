/**
 * A value of XML-RPC (http://xmlrpc.com/spec.md), with `nil` and 64-bit integers from its common extensions.
 *
 * Integers and doubles are both numbers: `3.0` and `3` are the same value. A struct is a `Map`, so that a member named
 * `__proto__` or `constructor` is a member like any other.
 */
export type XmlRpcValue =
  | null
  | boolean
  | number
  | XmlRpcNumber
  | string
  | Uint8Array
  | XmlRpcDateTime
  | XmlRpcUnreadable
  | readonly XmlRpcValue[]
  | XmlRpcStruct;

export type XmlRpcStruct = ReadonlyMap<string, XmlRpcValue>;

/** `Array.isArray` does not narrow a readonly array. */
export const isArray: (value: unknown) => value is readonly XmlRpcValue[] = Array.isArray;

/** A number with its original text. If it is an id, it may have leading zeros, or more digits than a number holds. */
export class XmlRpcNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get value(): number {
    return Number(this.text);
  }
}

/** Takes the place of a malformed scalar, so that the values beside it can still be read. */
export class XmlRpcUnreadable {
  /** A class without members would be the same type as any object. */
  readonly isReadable = false;
}

/** A `dateTime.iso8601`. It is a local time, because the protocol has no time zones. */
export class XmlRpcDateTime {
  /** `YYYY-MM-DDTHH:MM:SS`. In a call, a time in another form keeps its text. */
  readonly local: string;

  constructor(local: string) {
    this.local = local;
  }
}
