import type { TabStorage } from './tab-storage.ts';

/** What a form has, by the name of each field. */
export type Fields = Readonly<Record<string, string | boolean | readonly string[]>>;

/** What somebody has begun to fill in, and the idempotency key that it is asked for with: the form is carried out once. */
export interface Draft<F extends Fields> {
  readonly fields: F;
  readonly idempotencyKey: string;
  /** It was asked for, and nobody has seen yet what came of it. */
  readonly isAsked: boolean;
}

const entry = 'textgate-drafts';

/** Each key has drafts of its own: nothing of one account is seen in another. */
type Drafts = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

export const newDraft = <F extends Fields>(empty: F): Draft<F> => ({
  fields: empty,
  idempotencyKey: crypto.randomUUID(),
  isAsked: false,
});

/** @param empty what the form begins with: a draft of another shape, as another version may have left, is none */
export const readDraft = <F extends Fields>(
  storage: TabStorage,
  keyId: string,
  form: string,
  empty: F,
): Draft<F> | undefined => {
  const draft = draftsIn(storage)[keyId]?.[form];
  return isDraft(draft, empty) ? draft : undefined;
};

/** @param draft `undefined`: there is none any more */
export const writeDraft = (
  storage: TabStorage,
  keyId: string,
  form: string,
  draft: Draft<Fields> | undefined,
): void => {
  const drafts = draftsIn(storage);
  write(storage, { ...drafts, [keyId]: { ...drafts[keyId], [form]: draft } });
};

/** Whether others than these have a draft that was asked for, and of which nobody has seen what came of it. */
export const isAskedOfOthers = (storage: TabStorage, keyIds: readonly string[]): boolean =>
  Object.entries(draftsIn(storage)).some(
    ([keyId, drafts = {}]) =>
      !keyIds.includes(keyId) && Object.values(drafts).some((draft) => isRecord(draft) && draft['isAsked'] === true),
  );

/** Forgets the drafts of all others: who is signed out leaves nothing. */
export const keepDraftsOf = (storage: TabStorage, keyIds: readonly string[]): void => {
  if (storage.getItem(entry) === null) return;
  const kept = Object.entries(draftsIn(storage)).filter(([keyId]) => keyIds.includes(keyId));
  if (kept.length > 0) write(storage, Object.fromEntries(kept));
  else storage.removeItem(entry);
};

/** One that has no room is not kept: the form goes on without. */
const write = (storage: TabStorage, drafts: Drafts): void => {
  try {
    storage.setItem(entry, JSON.stringify(drafts));
  } catch {
    storage.removeItem(entry);
  }
};

const draftsIn = (storage: TabStorage): Drafts => {
  try {
    const value: unknown = JSON.parse(storage.getItem(entry) ?? '{}');
    return isRecord(value) ? Object.fromEntries(Object.entries(value).filter(isOfKey)) : {};
  } catch {
    return {};
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOfKey = (one: [string, unknown]): one is [string, Record<string, unknown>] => isRecord(one[1]);

const isDraft = <F extends Fields>(value: unknown, empty: F): value is Draft<F> =>
  isRecord(value) &&
  typeof value['idempotencyKey'] === 'string' &&
  typeof value['isAsked'] === 'boolean' &&
  hasShape(value['fields'], empty);

const hasShape = (value: unknown, empty: Fields): boolean =>
  isRecord(value) &&
  Object.keys(value).length === Object.keys(empty).length &&
  Object.entries(empty).every(([name, field]) => isLike(value[name], field));

const isLike = (value: unknown, field: Fields[string]): boolean =>
  typeof field === 'object'
    ? Array.isArray(value) && value.every((one) => typeof one === 'string')
    : typeof value === typeof field;
