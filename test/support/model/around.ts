/** A call of a port: its name, its effect, and its effect on only the first half of what it was given. */
export interface PortCall {
  readonly name: string;
  /** Messages, changes or ids it was given. */
  readonly size: number;
  readonly run: () => Promise<unknown>;
  readonly runHalf: () => Promise<unknown>;
}

export type Around = (call: PortCall) => Promise<unknown>;

type Method = (...args: unknown[]) => Promise<unknown>;

/** The same port, with something around the calls of these methods. */
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
