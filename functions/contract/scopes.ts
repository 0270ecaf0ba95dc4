/** What an API key may be allowed to do. Existing keys do not get new scopes. Add new ones at the end. */
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
