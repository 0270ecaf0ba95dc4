/** What an API key may be allowed to do. A new one comes at the end: keys that were made before keep theirs. */
export const scopes = [
  'messages:send',
  'messages:read',
  'messages:cancel',
  'account:read',
  'numbers:read',
  'suppressions:read',
  'suppressions:write',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Scope = (typeof scopes)[number];
