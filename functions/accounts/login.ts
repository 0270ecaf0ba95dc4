import type { PasswordHash } from './password.ts';

/** A user and password for the XML-RPC door. It gives access to one account, with everything that this door can do. */
export interface Login {
  /** Unique in the deployment. */
  readonly user: string;
  readonly account: string;
  readonly password: PasswordHash;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/**
 * Existing programs have all sorts of users in their settings, so any visible text of up to 64 characters is allowed.
 */
export const isUser = (text: string): boolean => text.length <= 64 && /^[^\s\p{C}]+( [^\s\p{C}]+)*$/u.test(text);
