/**
 * The table of routes. The name of each export is the route's name everywhere. Routes for programs are operations
 * (operations.ts has their schemas); the last six serve documents and pages.
 */

export const sendMessages = { method: 'POST', path: '/v1/messages', scope: 'messages:send' } as const;
export const listMessages = { method: 'GET', path: '/v1/messages', scope: 'messages:read' } as const;
export const getMessage = { method: 'GET', path: '/v1/messages/{id}', scope: 'messages:read' } as const;
export const queryMessages = { method: 'POST', path: '/v1/messages/query', scope: 'messages:read' } as const;
export const cancelMessage = { method: 'POST', path: '/v1/messages/{id}/cancel', scope: 'messages:cancel' } as const;
export const cancelMessages = { method: 'POST', path: '/v1/messages/cancel', scope: 'messages:cancel' } as const;
export const putSuppression = {
  method: 'PUT',
  path: '/v1/suppressions/{number}',
  scope: 'suppressions:write',
} as const;
export const getSuppression = { method: 'GET', path: '/v1/suppressions/{number}', scope: 'suppressions:read' } as const;
export const deleteSuppression = {
  method: 'DELETE',
  path: '/v1/suppressions/{number}',
  scope: 'suppressions:write',
} as const;
export const listSuppressions = { method: 'GET', path: '/v1/suppressions', scope: 'suppressions:read' } as const;
export const createWebhook = { method: 'POST', path: '/v1/webhooks', scope: 'webhooks:write' } as const;
export const listWebhooks = { method: 'GET', path: '/v1/webhooks', scope: 'webhooks:read' } as const;
export const getWebhook = { method: 'GET', path: '/v1/webhooks/{webhook}', scope: 'webhooks:read' } as const;
export const changeWebhook = { method: 'PATCH', path: '/v1/webhooks/{webhook}', scope: 'webhooks:write' } as const;
export const deleteWebhook = { method: 'DELETE', path: '/v1/webhooks/{webhook}', scope: 'webhooks:write' } as const;
export const rotateSecret = {
  method: 'POST',
  path: '/v1/webhooks/{webhook}/rotate-secret',
  scope: 'webhooks:write',
} as const;
export const testWebhook = { method: 'POST', path: '/v1/webhooks/{webhook}/test', scope: 'webhooks:write' } as const;
export const listDeliveries = {
  method: 'GET',
  path: '/v1/webhooks/{webhook}/deliveries',
  scope: 'webhooks:read',
} as const;
export const redeliver = {
  method: 'POST',
  path: '/v1/webhooks/{webhook}/deliveries/{delivery}/redeliver',
  scope: 'webhooks:write',
} as const;
export const redeliverFailed = {
  method: 'POST',
  path: '/v1/webhooks/{webhook}/redeliver',
  scope: 'webhooks:write',
} as const;
export const listMessageDeliveries = {
  method: 'GET',
  path: '/v1/messages/{id}/deliveries',
  scope: 'webhooks:read',
} as const;
export const getStatistics = { method: 'GET', path: '/v1/statistics', scope: 'messages:read' } as const;
export const getKey = { method: 'GET', path: '/v1/key', scope: 'any' } as const;
export const getAccount = { method: 'GET', path: '/v1/account', scope: 'account:read' } as const;
export const normalizeNumber = { method: 'POST', path: '/v1/numbers/normalize', scope: 'numbers:read' } as const;
export const getHealth = { method: 'GET', path: '/v1/health' } as const;

export const openApi = { method: 'GET', path: '/openapi.json' } as const;
export const eventSchemas = { method: 'GET', path: '/events.json' } as const;
export const docs = { method: 'GET', path: '/docs' } as const;
export const docsAsset = { method: 'GET', path: '/docs/{asset}' } as const;
export const console = { method: 'GET', path: '/console' } as const;
export const consoleAsset = { method: 'GET', path: '/console/{asset}' } as const;
