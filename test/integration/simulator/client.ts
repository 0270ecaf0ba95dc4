import xmlrpc from 'xmlrpc';

export const demo = ['demo', 'demo-password'] as const;

/** Calls with the npm package's client. Rejects with its error, which carries `code` for a fault. */
export const callSimulator = <Reply = unknown>(url: string, method: string, ...params: unknown[]): Promise<Reply> =>
  new Promise((resolve, reject) => {
    xmlrpc.createClient(url).methodCall(method, params, (error, value) => (error ? reject(error) : resolve(value)));
  });
