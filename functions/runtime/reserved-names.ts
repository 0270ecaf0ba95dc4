/** Names that every object has a use for already: the validation would leave them out without a word. */
const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A reserved name that a JSON value uses, at any depth; `undefined`: it uses none. */
export const reservedNameIn = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = !Array.isArray(value) && reservedNames.has(name) ? name : reservedNameIn(member);
    if (found !== undefined) return found;
  }
  return undefined;
};
