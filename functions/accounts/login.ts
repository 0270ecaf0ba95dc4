import type { PasswordHash } from './password.ts';

/** A user and password for the XML-RPC door; it opens one account, with all that this interface can do. */
export interface Login {
  /** Unique in the deployment. */
  readonly user: string;
  readonly account: string;
  readonly password: PasswordHash;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** Users are what programs in the field have in their settings: any visible text of up to 64 characters. */
export const isUser = (text: string): boolean => text.length <= 64 && /^[^\s\p{C}]+( [^\s\p{C}]+)*$/u.test(text);
