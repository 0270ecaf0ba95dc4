import { accountReply, keyReply } from './accounts.ts';
import { getParameters, idsBody, messagesReply } from './by-id.ts';
import { dryRunReply, sendParameters } from './dry-run.ts';
import { healthReply } from './health.ts';
import { listParameters, listReply } from './list.ts';
import { message } from './message.ts';
import { normalizeBody, normalizeReply } from './numbers.ts';
import type { Operation } from './operation.ts';
import * as routes from './routes.ts';
import { sendBody, sendReply } from './send.ts';
import { statisticsParameters, statisticsReply } from './statistics.ts';
import { suppressBody, suppression, suppressionsParameters, suppressionsReply, suppressReply } from './suppressions.ts';
import {
  deliveriesParameters,
  deliveriesReply,
  delivery,
  messageDeliveriesParameters,
  redeliverBody,
  redeliverReply,
  rotatedWebhook,
  testReply,
  webhook,
  webhookBody,
  webhookChanges,
  webhooksReply,
  webhookWithSecret,
} from './webhooks.ts';

/**
 * The operations of the API. The name of each export is also the name of its route and its `operationId`. Handlers and
 * the OpenAPI document are made from it. A function imports single operations, so that it does not load the schemas of
 * others. The words of the document are in descriptions.ts for the same reason.
 */

export const sendMessages = {
  route: routes.sendMessages,
  query: sendParameters,
  headers: ['Idempotency-Key'],
  body: sendBody,
  reply: { status: 202, body: sendReply, headers: ['Idempotent-Replayed'] },
  preview: { status: 200, body: dryRunReply },
  problems: ['insufficient-credit', 'request-in-flight', 'idempotency-key-reused', 'rate-limited'],
} as const satisfies Operation;

export const listMessages = {
  route: routes.listMessages,
  query: listParameters,
  reply: { status: 200, body: listReply },
  problems: ['invalid-cursor'],
} as const satisfies Operation;

export const getMessage = {
  route: routes.getMessage,
  query: getParameters,
  reply: { status: 200, body: message },
  problems: ['not-found', 'gateway-unavailable'],
} as const satisfies Operation;

export const queryMessages = {
  route: routes.queryMessages,
  body: idsBody,
  reply: { status: 200, body: messagesReply },
  problems: ['gateway-unavailable'],
} as const satisfies Operation;

export const cancelMessage = {
  route: routes.cancelMessage,
  reply: { status: 200, body: message },
  problems: ['not-found', 'not-cancelable', 'gateway-unavailable'],
} as const satisfies Operation;

export const cancelMessages = {
  route: routes.cancelMessages,
  body: idsBody,
  reply: { status: 200, body: messagesReply },
  problems: ['gateway-unavailable'],
} as const satisfies Operation;

export const putSuppression = {
  route: routes.putSuppression,
  body: suppressBody,
  isBodyOptional: true,
  reply: { status: 200, body: suppressReply },
  problems: [],
} as const satisfies Operation;

export const getSuppression = {
  route: routes.getSuppression,
  reply: { status: 200, body: suppression },
  problems: ['invalid-request', 'not-found'],
} as const satisfies Operation;

export const deleteSuppression = {
  route: routes.deleteSuppression,
  reply: { status: 200, body: suppression },
  problems: ['invalid-request', 'not-found'],
} as const satisfies Operation;

export const listSuppressions = {
  route: routes.listSuppressions,
  query: suppressionsParameters,
  reply: { status: 200, body: suppressionsReply },
  problems: ['invalid-cursor'],
} as const satisfies Operation;

export const createWebhook = {
  route: routes.createWebhook,
  headers: ['Idempotency-Key'],
  body: webhookBody,
  reply: { status: 201, body: webhookWithSecret, headers: ['Idempotent-Replayed'] },
  problems: ['too-many-webhooks', 'idempotency-key-reused'],
} as const satisfies Operation;

export const listWebhooks = {
  route: routes.listWebhooks,
  reply: { status: 200, body: webhooksReply },
  problems: [],
} as const satisfies Operation;

export const getWebhook = {
  route: routes.getWebhook,
  reply: { status: 200, body: webhook },
  problems: ['not-found'],
} as const satisfies Operation;

export const changeWebhook = {
  route: routes.changeWebhook,
  body: webhookChanges,
  reply: { status: 200, body: webhook },
  problems: ['not-found'],
} as const satisfies Operation;

export const deleteWebhook = {
  route: routes.deleteWebhook,
  reply: { status: 200, body: webhook },
  problems: ['not-found'],
} as const satisfies Operation;

export const rotateSecret = {
  route: routes.rotateSecret,
  reply: { status: 200, body: rotatedWebhook },
  problems: ['not-found', 'secret-rotated-lately'],
} as const satisfies Operation;

export const testWebhook = {
  route: routes.testWebhook,
  reply: { status: 200, body: testReply },
  problems: ['not-found', 'request-in-flight'],
} as const satisfies Operation;

export const listDeliveries = {
  route: routes.listDeliveries,
  query: deliveriesParameters,
  reply: { status: 200, body: deliveriesReply },
  problems: ['not-found', 'invalid-cursor'],
} as const satisfies Operation;

export const redeliver = {
  route: routes.redeliver,
  reply: { status: 202, body: delivery },
  problems: ['not-found', 'webhook-disabled'],
} as const satisfies Operation;

export const redeliverFailed = {
  route: routes.redeliverFailed,
  body: redeliverBody,
  reply: { status: 202, body: redeliverReply },
  problems: ['not-found', 'webhook-disabled'],
} as const satisfies Operation;

export const listMessageDeliveries = {
  route: routes.listMessageDeliveries,
  query: messageDeliveriesParameters,
  reply: { status: 200, body: deliveriesReply },
  problems: ['not-found', 'invalid-cursor'],
} as const satisfies Operation;

export const getStatistics = {
  route: routes.getStatistics,
  query: statisticsParameters,
  reply: { status: 200, body: statisticsReply },
  problems: [],
} as const satisfies Operation;

export const getKey = {
  route: routes.getKey,
  reply: { status: 200, body: keyReply },
  problems: [],
} as const satisfies Operation;

export const getAccount = {
  route: routes.getAccount,
  reply: { status: 200, body: accountReply },
  problems: [],
} as const satisfies Operation;

export const normalizeNumber = {
  route: routes.normalizeNumber,
  body: normalizeBody,
  reply: { status: 200, body: normalizeReply },
  problems: [],
} as const satisfies Operation;

export const getHealth = {
  route: routes.getHealth,
  reply: { status: 200, body: healthReply },
  problems: [],
} as const satisfies Operation;
