const stringOrBracket = /("(?:\\.|[^"\\])*")(\s*:)?|[{}[\]]/g;

/**
 * Whether an object in valid JSON names a member twice, at any depth. JSON.parse keeps the last one without a word, and what
 * EventBridge puts into a longer text unescaped could so take the place of the real recipient, or account.
 */
export const namesTwice = (json: string): boolean => {
  const open: Set<unknown>[] = [];
  for (const [token, text = '', colon] of json.matchAll(stringOrBracket)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const name: unknown = JSON.parse(text);
      if (open.at(-1)?.has(name)) return true;
      open.at(-1)?.add(name);
    }
  }
  return false;
};
