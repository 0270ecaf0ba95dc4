import type { Account } from '../accounts/account.ts';
import type { XmlRpcValue } from '../xmlrpc/value.ts';

/** Who calls, and what comes with a call besides its parameters. */
export interface Caller {
  readonly account: Account;
  /** From the header of the HTTP request, for programs that can set one. */
  readonly idempotencyKey: string | undefined;
  /** When the function's time ends, in milliseconds since 1970. */
  readonly deadline: number;
}

export interface Parameter {
  readonly name: string;
  /** Absent: a string. */
  readonly isList?: boolean;
  readonly isOptional?: boolean;
}

/** A method of the upstream's interface document. */
export interface Method {
  readonly returns: 'array' | 'boolean' | 'int' | 'string';
  /** Those after `user` and `pass`, which come first in every method. */
  readonly parameters: readonly Parameter[];
  /** For `system.methodHelp`. */
  readonly help: string;
  /** By the document it answers FALSE to a wrong login; the other methods answer with a fault. */
  readonly answersFalse?: boolean;
  call(caller: Caller, params: readonly XmlRpcValue[]): Promise<XmlRpcValue>;
}

export type Methods = ReadonlyMap<string, Method>;

export const login: readonly Parameter[] = [{ name: 'user' }, { name: 'pass' }];
