/**
 * A value of XML-RPC (http://xmlrpc.com/spec.md) with `nil` and the 64-bit integer of its common extensions.
 *
 * Integers and doubles are both numbers: the wire's `3.0` and `3` are the same value. A struct is a `Map`, so that a
 * member named `__proto__` or `constructor` is a member like any other.
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

/** A number with the text that it was written in: as an id it may have zeros at its front, or more digits than a number. */
export class XmlRpcNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get value(): number {
    return Number(this.text);
  }
}

/** In the place of a scalar that is not what its element says: nobody takes it for anything, and its neighbours count. */
export class XmlRpcUnreadable {
  /** Without a member it would be one type with every other object. */
  readonly isReadable = false;
}

/** A `dateTime.iso8601`: a wall clock's reading, for the protocol has no time zones. */
export class XmlRpcDateTime {
  /** `YYYY-MM-DDTHH:MM:SS`. One of a call that has another form is kept as it was written. */
  readonly local: string;

  constructor(local: string) {
    this.local = local;
  }
}
