/** The server's half of the `xmlrpc` package, which its published types leave out. */
declare module 'xmlrpc/lib/deserializer.js' {
  import type { Readable } from 'node:stream';

  class Deserializer {
    deserializeMethodCall(
      body: Readable,
      callback: (error: Error | undefined | null, method: string, params: unknown[]) => void,
    ): void;
  }
  export = Deserializer;
}

declare module 'xmlrpc/lib/serializer.js' {
  const serializer: {
    serializeMethodResponse(value: unknown): string;
    serializeFault(fault: unknown): string;
  };
  export = serializer;
}
