import { expect, test } from 'vitest';
import { isAskedOfOthers, keepDraftsOf, newDraft, readDraft, writeDraft } from '../../../functions/console/draft.ts';
import type { TabStorage } from '../../../functions/console/tab-storage.ts';

const tabStorage = (entries: Record<string, string> = {}): TabStorage => {
  const kept = new Map(Object.entries(entries));
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
};

const empty = { url: '', events: ['message.*'], isFlash: false };

test('a draft is read as it was written, with its idempotency key', () => {
  const storage = tabStorage();
  const draft = { ...newDraft(empty), fields: { url: 'https://a.example', events: [], isFlash: true }, isAsked: true };

  writeDraft(storage, 'key_1', 'webhook', draft);

  expect(readDraft(storage, 'key_1', 'webhook', empty)).toEqual(draft);
});

test('each key and each form has a draft of its own', () => {
  const storage = tabStorage();
  const [first, second] = [newDraft(empty), newDraft(empty)];
  writeDraft(storage, 'key_1', 'webhook', first);
  writeDraft(storage, 'key_2', 'webhook', second);
  writeDraft(storage, 'key_1', 'send', second);

  writeDraft(storage, 'key_1', 'send', undefined);

  expect(readDraft(storage, 'key_1', 'webhook', empty)).toEqual(first);
  expect(readDraft(storage, 'key_2', 'webhook', empty)).toEqual(second);
  expect(readDraft(storage, 'key_1', 'send', empty)).toBeUndefined();
  expect(first.idempotencyKey).not.toBe(second.idempotencyKey);
});

test.each([
  { name: 'another field', fields: { ...empty, more: '' } },
  { name: 'a field less', fields: { url: '', events: [] } },
  { name: 'a field of another kind', fields: { ...empty, isFlash: 'yes' } },
  { name: 'a list of something else', fields: { ...empty, events: [1] } },
])('a draft of another shape is none: $name', ({ fields }) => {
  const storage = tabStorage();
  writeDraft(storage, 'key_1', 'webhook', { ...newDraft(empty), fields: fields as typeof empty });

  expect(readDraft(storage, 'key_1', 'webhook', empty)).toBeUndefined();
});

test.each([
  'no JSON',
  '[]',
  'null',
  '{"key_1":7}',
  '{"key_1":{"webhook":null}}',
  '{"key_1":{"webhook":{"fields":{}}}}',
])('what somebody else has left in the storage is no draft: %s', (text) => {
  const storage = tabStorage({ 'textgate-drafts': text });

  expect(readDraft(storage, 'key_1', 'webhook', empty)).toBeUndefined();
});

test('who is signed out leaves no draft', () => {
  const storage = tabStorage();
  const draft = newDraft(empty);
  writeDraft(storage, 'key_1', 'webhook', draft);
  writeDraft(storage, 'key_2', 'webhook', draft);

  keepDraftsOf(storage, ['key_2', 'key_3']);

  expect(readDraft(storage, 'key_1', 'webhook', empty)).toBeUndefined();
  expect(readDraft(storage, 'key_2', 'webhook', empty)).toEqual(draft);

  keepDraftsOf(storage, []);

  expect(storage.getItem('textgate-drafts')).toBeNull();
});

test('of a key that goes, it is known whether an answer was still awaited', () => {
  const storage = tabStorage();
  writeDraft(storage, 'key_1', 'webhook', newDraft(empty));
  writeDraft(storage, 'key_2', 'send', { ...newDraft(empty), isAsked: true });

  expect(isAskedOfOthers(storage, ['key_1', 'key_2'])).toBe(false);
  expect(isAskedOfOthers(storage, ['key_2'])).toBe(false);
  expect(isAskedOfOthers(storage, ['key_1'])).toBe(true);
});

test('a draft for which there is no room is not kept, and nothing else is told of it', () => {
  const storage: TabStorage = {
    ...tabStorage(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };

  writeDraft(storage, 'key_1', 'send', newDraft(empty));

  expect(readDraft(storage, 'key_1', 'send', empty)).toBeUndefined();
});
