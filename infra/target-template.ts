import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { EventField, type IRule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import * as v from 'valibot';

/**
 * A part of a template in EventBridge's language: JSON in which `<name>` stands for a field of the event. Outside a string it
 * becomes the field's JSON. Inside a string, the field's value goes in unescaped.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export interface TemplatePart {
  readonly json: string;
  /** The path of each field, by its name. */
  readonly paths: Readonly<Record<string, string>>;
  /** The parsed JSON, with any text in place of fields and references; `undefined` if it is not JSON. */
  readonly value: unknown;
  /** The paths of fields that are values of their own. */
  readonly whole: readonly string[];
  /** The paths of fields that stand inside longer texts. */
  readonly inside: readonly string[];
}

/** Makes a part of a template of an input. Lines of text become one text. A text that is only a field becomes that field. */
export function templatePart(written: RuleTargetInput, rule: IRule): TemplatePart {
  const { input, inputPath, inputTemplate, inputPathsMap = {} } = markedLiterals(written).bind(rule);
  if (inputPath !== undefined) return templatePart(RuleTargetInput.fromObject(EventField.fromPath(inputPath)), rule);
  const paths = Object.fromEntries(Object.entries(inputPathsMap).map(([name, path]) => [name, eventPath(path)]));
  const given = inputTemplate ?? input ?? 'null';
  const names = Object.keys(paths);
  const json = Lazy.uncachedString({
    produce: (context) =>
      piecesOf(context.resolve(given))
        .map((piece) => (typeof piece === 'string' ? corrected(piece, names) : Token.asString(piece)))
        .join(''),
  });
  const shape = piecesOf(Stack.of(rule).resolve(given))
    .map((piece) => (typeof piece === 'string' ? corrected(piece, names) : ANY))
    .join('');
  return { json, paths, value: parsed(shape), ...fieldsOf(shape, paths) };
}

/**
 * The paths of all parts of one template.
 * @throws Error if two different fields of the event would get the same name, or if EventBridge takes fewer
 */
export function pathsOf(parts: readonly TemplatePart[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, path] of parts.flatMap(({ paths }) => Object.entries(paths))) {
    if ((merged[name] ?? path) !== path)
      throw new Error(
        `The CDK gives ${path} and ${merged[name]} the same name, ${name}: rename one of these fields of the event.`,
      );
    merged[name] = path;
  }
  const count = Object.keys(merged).length;
  if (count > MAX_PATHS) {
    throw new Error(
      `EventBridge takes up to ${MAX_PATHS} fields of an event for a target: this target has ${count}. Leave some out.`,
    );
  }
  return merged;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
export const MAX_PATHS = 100;
const MAX_PATH_LENGTH = 256;

/** Keys after dots. Each may have an index or `[*]`, except `$` and `$.detail`, which are not lists. */
const pathPattern = /^\$(?!\.detail\[)(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*$/;

/**
 * A path in EventBridge's notation, with dots.
 * @throws Error if EventBridge would refuse the rule for it, or find nothing in any event
 */
function eventPath(path: string): string {
  const dotted = path.replaceAll(/\[(['"])([\w/-]+)\1\]/g, '.$2');
  if (pathPattern.test(dotted) && dotted.length <= MAX_PATH_LENGTH) return dotted;
  throw new Error(
    `"${path}" is not a path of EventBridge. Write it like $.detail.order.id or $.detail.items[0].name, with keys of ` +
      `letters, digits and _ - /, and up to ${MAX_PATH_LENGTH} characters.`,
  );
}

/** Stands for a written `<` until the CDK has named the fields. Unicode defines it as no character, so no text contains it. */
const WRITTEN = '\ufdd0';

/**
 * Marks the angle brackets that an input already has. The CDK then puts unmarked ones around the names of fields, so that the
 * field `<detail-order>` differs from a text that reads the same. The CDK offers no other way to look into an input.
 */
function markedLiterals(input: RuleTargetInput): RuleTargetInput {
  const written: unknown = Reflect.get(input, 'input');
  const marked = Array.isArray(written) ? written.map(markedText) : markedText(written);
  return marked === undefined ? input : Object.create(input, { input: { value: marked } });
}

const markedText = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll(notReserved, WRITTEN) : value;

/** Stands for a reference to a resource when only the shape counts. It is valid inside a string and outside. */
const ANY = '0';

/** EventBridge's own names. */
const RESERVED = ['rule-arn', 'rule-name', 'event', 'event.json', 'event.ingestion-time'].map(
  (name) => `aws.events.${name}`,
);

const notReserved = new RegExp(`<(?!(?:${RESERVED.join('|').replaceAll('.', '\\.')})>)`, 'g');

const joined = v.object({ 'Fn::Join': v.tuple([v.literal(''), v.array(v.unknown())]) });

/** The texts and references that CloudFormation joins. */
const piecesOf = (resolved: unknown): readonly unknown[] => {
  const read = v.safeParse(joined, resolved);
  return read.success ? read.output['Fn::Join'][1] : [resolved];
};

/**
 * JSON that EventBridge accepts. The CDK writes a text of several lines as one string for each line, which is not JSON. And
 * EventBridge refuses names that it does not know in angle brackets, as in "1 < 2 > 0".
 */
function corrected(json: string, names: readonly string[]): string {
  const other = new RegExp(`<(?!(?:${[...names, ...RESERVED].join('|').replaceAll('.', '\\.')})>)`, 'g');
  const oneText = json.replaceAll('"\n"', '\\n').replaceAll(other, '\\u003c').replaceAll(WRITTEN, '\\u003c');
  const [, field] = /^"(<[^<>]+>)"$/.exec(oneText) ?? [];
  return field ?? oneText;
}

const stringOrField = /"(?:\\.|[^"\\])*"|<[^<>]+>/g;

function parsed(shape: string): unknown {
  try {
    return JSON.parse(shape.replaceAll(stringOrField, (part) => (part.startsWith('<') ? '""' : part)));
  } catch {
    return undefined;
  }
}

function fieldsOf(shape: string, paths: TemplatePart['paths']): Pick<TemplatePart, 'whole' | 'inside'> {
  const parts = shape.match(stringOrField) ?? [];
  // Names without a path are EventBridge's own, like <aws.events.rule-name>.
  const pathsIn = (part: string) => [...part.matchAll(/<([^<>]+)>/g)].map(([, name = '']) => paths[name] ?? name);
  return {
    whole: parts.filter((part) => part.startsWith('<')).flatMap(pathsIn),
    inside: parts.filter((part) => part.startsWith('"')).flatMap(pathsIn),
  };
}
