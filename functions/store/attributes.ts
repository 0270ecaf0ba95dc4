import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Values by attribute name: strings, numbers and booleans, and arrays and objects of them. */
export type StoredRecord = Readonly<Record<string, unknown>>;

/**
 * Does what the SDK's `marshall` does, in a seventh of the time, because it knows only the types above. This counts: it
 * runs for each recipient.
 * @throws TypeError for a value of another type
 */
export const attributesOf = (record: object): Record<string, AttributeValue> => {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(record)) attributes[name] = attributeOf(value);
  return attributes;
};

export const attributeOf = (value: unknown): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  if (typeof value === 'object' && value !== null) return { M: attributesOf(value) };
  throw new TypeError(`A record cannot hold ${value}.`);
};
