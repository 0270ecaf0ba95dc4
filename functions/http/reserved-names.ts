/** Names that every object has a use for already: the validation would leave them out without a word. */
const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A reserved name that a JSON value uses, at any depth; `undefined`: it uses none. */
export const reservedNameIn = (value: unknown): string | undefined => {
  // Values may be nested deeper than calls can be.
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const found = Array.isArray(next) ? undefined : Object.keys(next).find((name) => reservedNames.has(name));
    if (found !== undefined) return found;
    for (const member of Object.values(next)) open.push(member);
  }
  return undefined;
};
