/** A call of a port: its name, its effect, and its effect if only the first half of its items is carried out. */
export interface PortCall {
  readonly name: string;
  /** The number of messages, changes or ids in the call. */
  readonly size: number;
  readonly run: () => Promise<unknown>;
  readonly runHalf: () => Promise<unknown>;
}

export type Around = (call: PortCall) => Promise<unknown>;

type Method = (...args: unknown[]) => Promise<unknown>;

/** The same port, with each call of these methods wrapped. */
export const around = <Port extends object>(
  port: Port,
  names: readonly (keyof Port & string)[],
  wrap: Around,
): Port => {
  const methods = names.map((name) => {
    const method = port[name] as Method;
    const wrapped: Method = (first, ...rest) => {
      const items = Array.isArray(first) ? first : [];
      const runHalf = () => method(items.slice(0, Math.floor(items.length / 2)), ...rest);
      return wrap({ name, size: items.length, run: () => method(first, ...rest), runHalf });
    };
    return [name, wrapped] as const;
  });
  return { ...port, ...Object.fromEntries(methods) };
};
