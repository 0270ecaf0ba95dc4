import { createConnection } from 'node:net';

/** What one call meets on the wire: the bytes that came back, and how the connection ended. */
export interface SocketResult {
  readonly received: Buffer;
  /** `open`: nothing ended it in the time allowed. */
  readonly end: 'open' | 'end' | 'ECONNREFUSED' | 'ECONNRESET' | 'EPIPE' | string;
}

export const callDocument = (method: string, ...params: string[]): string =>
  `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params
    .map((param) => `<param><value><string>${param}</string></value></param>`)
    .join('')}</params></methodCall>`;

/** Posts a document over a socket of its own, and reads until the connection ends or the time is over. */
export const post = (url: string, document: string | Buffer, waitMs = 1000): Promise<SocketResult> => {
  const { hostname, port, pathname } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(document)}\r\n\r\n`;
  return exchange(Number(port), Buffer.concat([Buffer.from(head), Buffer.from(document)]), waitMs);
};

/** Sends bytes, if any, over a socket of its own. */
export const exchange = (port: number, bytes: Buffer, waitMs = 300): Promise<SocketResult> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = createConnection({ host: '127.0.0.1', port });
    const finish = (end: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), end });
    };
    const timer = setTimeout(() => finish('open'), waitMs);
    socket.on('connect', () => bytes.length > 0 && socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => finish('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
