/** The `InputTransformer` of a rule's target in a template. */
export interface InputTransformer {
  readonly InputTemplate: string;
  readonly InputPathsMap: Readonly<Record<string, string>>;
}

/**
 * Transforms an event as EventBridge's documentation says ("Amazon EventBridge input transformation", "Common issues
 * with transforming input"). A variable outside a string becomes JSON, so a string gets quotes. Inside a string it is
 * inserted unescaped, and an object or array loses its quotes. A variable that the event lacks is left out.
 */
export function transformedBy({ InputTemplate, InputPathsMap }: InputTransformer, event: unknown): string {
  const fieldNamed = (name: string): unknown =>
    InputPathsMap[name]
      ?.split('.')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
  const inString = (value: unknown): string =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? '').replaceAll('"', '');
  return InputTemplate.replaceAll(/"(?:\\.|[^"\\])*"|<[^<>]+>/g, (part) =>
    part.startsWith('"')
      ? part.replaceAll(/<([^<>]+)>/g, (_, name) => inString(fieldNamed(name)))
      : (JSON.stringify(fieldNamed(part.slice(1, -1))) ?? '""'),
  );
}
