import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { ApiKey } from '../accounts/api-key.ts';
import { scopes } from '../contract/scopes.ts';

type Item = Record<string, AttributeValue>;

const accountSchema = v.object({
  id: v.string(),
  name: v.string(),
  groupId: v.string(),
  createdAt: v.string(),
  allowedCountries: v.exactOptional(v.array(v.string())),
  region: v.exactOptional(v.string()),
  sender: v.exactOptional(v.string()),
  validFor: v.exactOptional(v.number()),
  encoding: v.exactOptional(v.literal('smart')),
  maySetSender: v.exactOptional(v.boolean()),
  metered: v.exactOptional(v.boolean()),
  messagesPerMinute: v.exactOptional(v.number()),
  messagesPerDay: v.exactOptional(v.number()),
  disabled: v.exactOptional(v.boolean()),
});

const keySchema = v.object({
  id: v.string(),
  account: v.string(),
  name: v.string(),
  hash: v.string(),
  scopes: v.array(v.picklist(scopes)),
  createdAt: v.string(),
  revokedAt: v.exactOptional(v.string()),
});

/**
 * An account is one item. A key is two items with the same contents: one is found by its hash, one listed by account.
 */
export const accountKey = (id: string) => ({ pk: `ACCOUNT#${id}`, sk: 'ACCOUNT' });
export const hashKey = (hash: string) => ({ pk: `KEY#${hash}`, sk: 'KEY' });
export const listedKey = (account: string, id: string) => ({ pk: `ACCOUNT#${account}`, sk: `KEY#${id}` });

export const accountItem = (account: Account): Item => marshall({ ...account, ...accountKey(account.id) });
export const hashItem = (key: ApiKey): Item => marshall({ ...key, ...hashKey(key.hash) });
export const listedItem = (key: ApiKey): Item => marshall({ ...key, ...listedKey(key.account, key.id) });

/** @throws ValiError if the item has another form */
export const readAccount = (item: Item): Account => v.parse(accountSchema, unmarshall(item));

/** @throws ValiError if the item has another form */
export const readKey = (item: Item): ApiKey => v.parse(keySchema, unmarshall(item));
