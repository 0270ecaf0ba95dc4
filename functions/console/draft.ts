import type { TabStorage } from './tab-storage.ts';

/** The values of a form, by field name. */
export type Fields = Readonly<Record<string, string | boolean | readonly string[]>>;

/** A form that somebody has begun to fill in. Its idempotency key makes sure that it is carried out only once. */
export interface Draft<F extends Fields> {
  readonly fields: F;
  readonly idempotencyKey: string;
  /** It was requested, and nobody has seen the outcome yet. */
  readonly isAsked: boolean;
}

const entry = 'textgate-drafts';

/** Drafts by key id and form. Each key has its own, so that one account's data never shows in another. */
type Drafts = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

export const newDraft = <F extends Fields>(empty: F): Draft<F> => ({
  fields: empty,
  idempotencyKey: crypto.randomUUID(),
  isAsked: false,
});

/** @param empty the form's first values: a draft of another shape, perhaps from another version, counts as absent */
export const readDraft = <F extends Fields>(
  storage: TabStorage,
  keyId: string,
  form: string,
  empty: F,
): Draft<F> | undefined => {
  const draft = draftsIn(storage)[keyId]?.[form];
  return isDraft(draft, empty) ? draft : undefined;
};

/** @param draft `undefined` removes it */
export const writeDraft = (
  storage: TabStorage,
  keyId: string,
  form: string,
  draft: Draft<Fields> | undefined,
): void => {
  const drafts = draftsIn(storage);
  write(storage, { ...drafts, [keyId]: { ...drafts[keyId], [form]: draft } });
};

/** Whether other keys than these have a draft that was requested, and whose outcome nobody has seen. */
export const isAskedOfOthers = (storage: TabStorage, keyIds: readonly string[]): boolean =>
  Object.entries(draftsIn(storage)).some(
    ([keyId, drafts = {}]) =>
      !keyIds.includes(keyId) && Object.values(drafts).some((draft) => isRecord(draft) && draft['isAsked'] === true),
  );

/** Deletes the drafts of all other keys, so that a signed-out user leaves nothing behind. */
export const keepDraftsOf = (storage: TabStorage, keyIds: readonly string[]): void => {
  if (storage.getItem(entry) === null) return;
  const kept = Object.entries(draftsIn(storage)).filter(([keyId]) => keyIds.includes(keyId));
  if (kept.length > 0) write(storage, Object.fromEntries(kept));
  else storage.removeItem(entry);
};

/** If the storage has no room, the drafts are not kept. The form still works. */
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
