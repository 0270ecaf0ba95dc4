/** What an API key may be allowed to do. */
export const scopes = ['messages:send', 'messages:read', 'messages:cancel', 'account:read', 'numbers:read'] as const;

export type Scope = (typeof scopes)[number];
