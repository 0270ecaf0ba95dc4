import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Login } from '../accounts/login.ts';

type Item = Record<string, AttributeValue>;

const loginSchema = v.object({
  user: v.string(),
  account: v.string(),
  password: v.object({
    cost: v.number(),
    blockSize: v.number(),
    parallelization: v.number(),
    salt: v.string(),
    hash: v.string(),
  }),
  createdAt: v.string(),
});

/** A login is two items with the same contents: one is found by its user, one listed by account. */
export const userKey = (user: string) => ({ pk: `LOGIN#${user}`, sk: 'LOGIN' });
export const listedLoginKey = (account: string, user: string) => ({ pk: `ACCOUNT#${account}`, sk: `LOGIN#${user}` });

export const userItem = (login: Login): Item => marshall({ ...login, ...userKey(login.user) });
export const listedLoginItem = (login: Login): Item =>
  marshall({ ...login, ...listedLoginKey(login.account, login.user) });

/** @throws ValiError if the item has another form */
export const readLogin = (item: Item): Login => v.parse(loginSchema, unmarshall(item));
