import type { Scope } from '../contract/scopes.ts';

/** The message is the same for an unknown and a revoked key, so that it tells nothing to those who try keys. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';

  constructor() {
    super('The API key is missing or not valid. Send it in the header "Authorization: Bearer <key>".');
  }
}

export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
  readonly scope: Scope;

  constructor(scope: Scope) {
    super(`The API key lacks the scope "${scope}". Use a key that has it.`);
    this.scope = scope;
  }
}

/** An account, key or login cannot be as requested. The message is for the administrator. */
export class InvalidAccountError extends Error {
  override readonly name = 'InvalidAccountError';
}

export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';

  constructor(id: string) {
    super(`There is no account ${id}.`);
  }
}

export class CreditsOutOfRangeError extends Error {
  override readonly name = 'CreditsOutOfRangeError';

  constructor(id: string, amount: number) {
    super(
      amount < 0
        ? `The account ${id} has never had credits, or would fall too far below zero. Nothing was changed.`
        : `The account ${id} would have more credits than textgate can count. Nothing was changed.`,
    );
  }
}

export class UnknownApiKeyError extends Error {
  override readonly name = 'UnknownApiKeyError';

  constructor(account: string, id: string) {
    super(`There is no key ${id} in account ${account}.`);
  }
}

export class UserTakenError extends Error {
  override readonly name = 'UserTakenError';

  constructor(user: string) {
    super(`The login "${user}" already exists.`);
  }
}

export class UnknownLoginError extends Error {
  override readonly name = 'UnknownLoginError';

  constructor(account: string, user: string) {
    super(`There is no login "${user}" in account ${account}.`);
  }
}
