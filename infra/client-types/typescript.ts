import * as v from 'valibot';

/** Writes JSON Schemas as TypeScript. A formatter comes after it. */

/** The longest line of a comment, without its indentation. */
const COMMENT_WIDTH = 108;

/** All members that textgate's schemas have. Any other is rejected, because it may change the type. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
}

/** They narrow a value in ways that no type can express. */
const CHECKS = [
  ...['default', 'examples', 'format', 'pattern', 'propertyNames', 'uniqueItems', 'minimum', 'maximum'],
  ...['minItems', 'maxItems', 'minLength', 'maxLength', 'maxProperties'],
];

const schema: v.GenericSchema<unknown, Schema> = v.lazy(() =>
  v.strictObject({
    $ref: v.exactOptional(v.string()),
    type: v.exactOptional(v.union([v.string(), v.array(v.string())])),
    description: v.exactOptional(v.string()),
    const: v.exactOptional(v.union([v.string(), v.number()])),
    enum: v.exactOptional(v.array(v.string())),
    anyOf: v.exactOptional(v.array(schema)),
    items: v.exactOptional(schema),
    properties: v.exactOptional(v.record(v.string(), schema)),
    required: v.exactOptional(v.array(v.string())),
    additionalProperties: v.exactOptional(v.union([v.literal(false), schema])),
    ...Object.fromEntries(CHECKS.map((name) => [name, v.exactOptional(v.unknown())])),
  }),
);

/** How types are written. */
interface Manner {
  /** Schemas by their names in TypeScript. */
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
  /** Whether callers give the value: then members may be `undefined`, which JSON leaves out, and lists are readonly. */
  readonly isGiven: boolean;
}

export const interfaceOf = (name: string, remark: string, object: unknown, manner: Manner): string => {
  const parsed = v.parse(schema, object);
  if (parsed.properties === undefined) throw new Error(`The schema ${name} must be an object with properties.`);
  return `${comment(remark)}export interface ${name} ${members(parsed, manner)}`;
};

export const unionOf = (name: string, remark: string, types: readonly string[]): string =>
  `${comment(remark)}export type ${name} = ${types.join(' | ')};`;

/** An interface in which exactly one of two members is given. */
export const eitherOf = (
  name: string,
  remark: string,
  fields: string,
  [one, other]: readonly [string, string],
): string => {
  const only = (given: string, left: string) =>
    `{ ${given}: NonNullable<${fields}['${given}']>; ${left}?: null | undefined }`;
  return `${comment(remark)}export type ${name} = ${fields} & (${only(one, other)} | ${only(other, one)});`;
};

export const quoted = (text: string): string => `'${text}'`;

const members = ({ properties = {}, required = [] }: Schema, manner: Manner): string => {
  const lines = Object.entries(properties).map(([name, property]) => {
    const isRequired = required.includes(name);
    const types = [...alternatives(property, manner), ...(manner.isGiven && !isRequired ? ['undefined'] : [])];
    return `${comment(descriptionOf(property))}${name}${isRequired ? '' : '?'}: ${types.join(' | ')};`;
  });
  return `{\n${lines.join('\n')}\n}`;
};

/** If a value may be `null`, its description is inside the alternatives. */
const descriptionOf = ({ description, anyOf = [] }: Schema): string =>
  description ?? anyOf.find((each) => each.description !== undefined)?.description ?? '';

const alternatives = (value: Schema, manner: Manner): readonly string[] => {
  if (value.$ref !== undefined) return [value.$ref.replace('#/components/schemas/', '')];
  if (value.const !== undefined) return [literal(value.const)];
  if (value.enum !== undefined) return enumeration(value.enum, manner);
  if (value.anyOf !== undefined) return value.anyOf.flatMap((each) => alternatives(each, manner));
  return [value.type ?? []].flat().map((type) => typeOf(type, value, manner));
};

const typeOf = (type: string, value: Schema, manner: Manner): string => {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return list(alternatives(value.items ?? {}, manner), manner);
    case 'object':
      return value.properties === undefined ? record(value, manner) : members(value, manner);
    default:
      throw new Error(`There is no TypeScript type for the JSON type ${type}.`);
  }
};

const list = (types: readonly string[], { isGiven }: Manner): string => {
  const [only, ...others] = types;
  if (only === undefined) throw new Error('A list in a schema needs a type for its items.');
  return `${isGiven ? 'readonly ' : ''}${others.length === 0 ? only : `(${types.join(' | ')})`}[]`;
};

const record = ({ additionalProperties }: Schema, manner: Manner): string => {
  if (!additionalProperties) throw new Error('An object in a schema needs properties, or a type for its values.');
  const types = [...alternatives(additionalProperties, manner), ...(manner.isGiven ? ['undefined'] : [])];
  const type = `Record<string, ${types.join(' | ')}>`;
  return manner.isGiven ? `Readonly<${type}>` : type;
};

const enumeration = (values: readonly string[], { enumerations }: Manner): readonly string[] => {
  const isSame = ([, others]: readonly [string, readonly string[]]) =>
    others.length === values.length && others.every((other) => values.includes(other));
  const named = Object.entries(enumerations).find(isSame);
  return named === undefined ? values.map(quoted) : [named[0]];
};

const literal = (value: string | number): string => (typeof value === 'string' ? quoted(value) : `${value}`);

/** Breaks the lines of comments, because the formatter does not. */
const comment = (text: string): string => {
  if (text.length <= COMMENT_WIDTH) return text === '' ? '' : `/** ${text} */\n`;
  const lines = text.match(new RegExp(`\\S.{0,${COMMENT_WIDTH - 1}}(?= |$)`, 'g')) ?? [];
  return `/**\n * ${lines.join('\n * ')}\n */\n`;
};
