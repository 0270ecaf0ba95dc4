import { explain } from './connection.ts';

/** What the API says is wrong with a field, or with parts of it, by JSON Pointer; `undefined`: nothing. */
export const fieldError = (error: unknown, pointer: string): string | undefined => {
  if (error === undefined) return undefined;
  const own = explain(error).fields.filter(
    (field) => field.pointer === pointer || field.pointer.startsWith(`${pointer}/`),
  );
  return own.length === 0 ? undefined : own.map(({ detail }) => detail).join(' ');
};

/** Whether the API says which fields are wrong. */
export const isOfFields = (error: unknown): boolean => error !== undefined && explain(error).fields.length > 0;
