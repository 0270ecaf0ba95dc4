/** Names with a meaning for every JavaScript object. The validation would drop them silently. */
const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A reserved name that a JSON value uses, at any depth. */
export const reservedNameIn = (value: unknown): string | undefined => {
  // Not recursive: JSON may be nested deeper than the call stack allows.
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const found = Array.isArray(next) ? undefined : Object.keys(next).find((name) => reservedNames.has(name));
    if (found !== undefined) return found;
    for (const member of Object.values(next)) pending.push(member);
  }
  return undefined;
};
