/** The files of the `xmlrpc` package that encoding needs; the whole package costs a cold start 13 ms. */
declare module 'xmlrpc/lib/customtype.js' {
  /** Written as an element of its `tagName`, the text escaped: the only way the package writes every text right. */
  class CustomType {
    tagName: string;
    constructor(text: string);
  }
  export = CustomType;
}

declare module 'xmlrpc/lib/serializer.js' {
  const serializer: {
    serializeMethodCall(method: string, params: readonly unknown[], encoding: string): string;
    serializeMethodResponse(value: unknown): string;
    serializeFault(fault: unknown): string;
  };
  export = serializer;
}
