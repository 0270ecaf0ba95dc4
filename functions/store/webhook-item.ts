import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { allMessageEvents, type WebhookEventFilter, webhookEventTypes } from '../contract/webhook-events.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import { attributesOf } from './attributes.ts';

type Item = Record<string, AttributeValue>;

export interface StoredWebhooks {
  readonly account: string;
  /** How often the account's webhooks have changed. */
  readonly version: number;
  readonly webhooks: readonly Webhook[];
}

const isFilter = v.picklist([...webhookEventTypes, allMessageEvents]);

const secretSchema = v.object({ value: v.string(), until: v.exactOptional(v.string()) });

const webhookSchema = v.object({
  id: v.string(),
  account: v.string(),
  url: v.string(),
  // Event types of a later version are left out, because this version cannot post them.
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

/** All webhooks of an account are one item, so that one key reads them. */
export const webhooksKey = (account: string) => ({ pk: `${prefix}${account}`, sk: 'WEBHOOKS' });

export const webhooksItem = ({ account, version, webhooks }: StoredWebhooks): Item =>
  attributesOf({ ...webhooksKey(account), version, webhooks });

/** @throws ValiError if the item has another form */
export const fromWebhooksItem = (item: Item): StoredWebhooks => v.parse(itemSchema, unmarshall(item));
