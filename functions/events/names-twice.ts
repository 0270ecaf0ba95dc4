const stringOrBracket = /("(?:\\.|[^"\\])*")(\s*:)?|[{}[\]]/g;

/**
 * Whether an object in valid JSON has two members of the same name, at any depth. JSON.parse silently keeps the last
 * one. An EventBridge target inserts values unescaped into its template, so a value could replace the real recipient or
 * account.
 */
export const namesTwice = (json: string): boolean => {
  const enclosing: Set<unknown>[] = [];
  for (const [token, text = '', colon] of json.matchAll(stringOrBracket)) {
    if (token === '{' || token === '[') enclosing.push(new Set());
    else if (token === '}' || token === ']') enclosing.pop();
    else if (colon !== undefined) {
      const name: unknown = JSON.parse(text);
      if (enclosing.at(-1)?.has(name)) return true;
      enclosing.at(-1)?.add(name);
    }
  }
  return false;
};
