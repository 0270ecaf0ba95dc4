import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { allMessageEvents, type WebhookEventFilter, webhookEventTypes } from '../contract/webhook-events.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import { attributesOf } from './attributes.ts';

type Item = Record<string, AttributeValue>;

/** An account's webhooks, and how often they have changed. */
export interface StoredWebhooks {
  readonly account: string;
  readonly version: number;
  readonly webhooks: readonly Webhook[];
}

const isFilter = v.picklist([...webhookEventTypes, allMessageEvents]);

const secretSchema = v.object({ value: v.string(), until: v.exactOptional(v.string()) });

const webhookSchema = v.object({
  id: v.string(),
  account: v.string(),
  url: v.string(),
  // Events of a later version are none that this one could post.
  events: v.pipe(
    v.array(v.string()),
    v.transform((events): readonly WebhookEventFilter[] => events.filter((event) => v.is(isFilter, event))),
  ),
  description: v.exactOptional(v.string()),
  disabled: v.exactOptional(v.object({ reason: v.picklist(['requested', 'gone', 'failing']), at: v.string() })),
  createdAt: v.string(),
  since: v.string(),
  request: v.exactOptional(v.object({ key: v.string(), fingerprint: v.string() })),
  testedUntil: v.exactOptional(v.string()),
  secrets: v.tupleWithRest([secretSchema], secretSchema),
});

const itemSchema = v.pipe(
  v.object({ pk: v.string(), version: v.number(), webhooks: v.array(webhookSchema) }),
  v.transform(({ pk, ...stored }) => ({ ...stored, account: pk.slice(prefix.length) })),
);

const prefix = 'WEBHOOKS#';

/** All of an account's webhooks are one item: they are read with one key for each account. */
export const webhooksKey = (account: string) => ({ pk: `${prefix}${account}`, sk: 'WEBHOOKS' });

export const webhooksItem = ({ account, version, webhooks }: StoredWebhooks): Item =>
  attributesOf({ ...webhooksKey(account), version, webhooks });

/** @throws ValiError when the item is not one of ours. */
export const fromWebhooksItem = (item: Item): StoredWebhooks => v.parse(itemSchema, unmarshall(item));
