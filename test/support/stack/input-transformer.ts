/** As a rule's target has it. */
export interface InputTransformer {
  readonly InputTemplate: string;
  readonly InputPathsMap: Readonly<Record<string, string>>;
}

/**
 * What EventBridge makes of an event, as its documentation has it ("Amazon EventBridge input transformation", with
 * "Common issues with transforming input"): a variable outside of a string becomes JSON, with quotes where it is a string;
 * inside a string it goes in unescaped, an object or array without its quotes. One that the event lacks is not there.
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
