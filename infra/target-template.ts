import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { EventField, type IRule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import * as v from 'valibot';

/**
 * EventBridge's template language: JSON in which `<name>` stands for a field of the event. Outside a string it becomes the
 * field's JSON; inside one, what the field holds goes in as it is, unescaped.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export interface TemplatePart {
  readonly json: string;
  /** The path of each field, by its name. */
  readonly paths: Readonly<Record<string, string>>;
  /** What the JSON is, with any text where a field or a reference stands; `undefined`: it is no JSON. */
  readonly value: unknown;
  /** The paths of fields that are values of their own. */
  readonly whole: readonly string[];
  /** The paths of fields that stand inside longer texts. */
  readonly inside: readonly string[];
}

/** An input as a part of a template. Lines of text become one text, and a text that is nothing but a field that field. */
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
 * Parts that go into one template.
 * @throws Error when two different fields of the event would get the same name, or there are more than EventBridge takes
 */
export function pathsOf(parts: readonly TemplatePart[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, path] of parts.flatMap(({ paths }) => Object.entries(paths))) {
    if ((merged[name] ?? path) !== path) throw new Error(`${path} and ${merged[name]} cannot be told apart: ${name}.`);
    merged[name] = path;
  }
  const count = Object.keys(merged).length;
  if (count > MAX_PATHS) {
    throw new Error(`EventBridge takes up to ${MAX_PATHS} fields of an event for a target, and this one has ${count}.`);
  }
  return merged;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
export const MAX_PATHS = 100;
const MAX_PATH_LENGTH = 256;

/** Keys after dots, each with the index of an entry, or with all: what `$` and `$.detail` hold is no list. */
const pathPattern = /^\$(?!\.detail\[)(?:\.[\w/-]+(?:\[(?:\d+|\*)\])*)*$/;

/**
 * A path as EventBridge has it, in the notation with dots.
 * @throws Error for what is none: EventBridge would refuse the rule, or find nothing in any event
 */
function eventPath(path: string): string {
  const dotted = path.replaceAll(/\[(['"])([\w/-]+)\1\]/g, '.$2');
  if (pathPattern.test(dotted) && dotted.length <= MAX_PATH_LENGTH) return dotted;
  throw new Error(
    `"${path}" is no path of EventBridge: one looks like $.detail.order.id or $.detail.items[0].name, with keys of ` +
      `letters, digits and _ - /, and has up to ${MAX_PATH_LENGTH} characters.`,
  );
}

/** Stands for a `<` that somebody wrote, until the CDK has named the fields. It is no character, so no text has it. */
const WRITTEN = '\ufdd0';

/**
 * An input whose own angle brackets are marked. Those that the CDK then puts around the names of fields are not, which
 * tells the field `<detail-order>` from a text that says so. The CDK has no other way to see what an input is made of.
 */
function markedLiterals(input: RuleTargetInput): RuleTargetInput {
  const written: unknown = Reflect.get(input, 'input');
  const marked = Array.isArray(written) ? written.map(markedText) : markedText(written);
  return marked === undefined ? input : Object.create(input, { input: { value: marked } });
}

const markedText = (value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll(notReserved, WRITTEN) : value;

/** Stands for a reference to a resource where only the shape counts: right inside a string, and outside of one. */
const ANY = '0';

/** EventBridge's own names. */
const RESERVED = ['rule-arn', 'rule-name', 'event', 'event.json', 'event.ingestion-time'].map(
  (name) => `aws.events.${name}`,
);

const notReserved = new RegExp(`<(?!(?:${RESERVED.join('|').replaceAll('.', '\\.')})>)`, 'g');

const joined = v.object({ 'Fn::Join': v.tuple([v.literal(''), v.array(v.unknown())]) });

/** A resolved text with references to resources in it, as CloudFormation joins it: its texts and its references. */
const piecesOf = (resolved: unknown): readonly unknown[] => {
  const read = v.safeParse(joined, resolved);
  return read.success ? read.output['Fn::Join'][1] : [resolved];
};

/**
 * JSON as EventBridge takes it. The CDK writes a text of several lines as a string a line, which is no JSON. Only a name
 * that EventBridge knows may be in angle brackets: it refuses others, as in "1 < 2 > 0".
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
  // Names without a path are EventBridge's own: <aws.events.rule-name>.
  const pathsIn = (part: string) => [...part.matchAll(/<([^<>]+)>/g)].map(([, name = '']) => paths[name] ?? name);
  return {
    whole: parts.filter((part) => part.startsWith('<')).flatMap(pathsIn),
    inside: parts.filter((part) => part.startsWith('"')).flatMap(pathsIn),
  };
}
