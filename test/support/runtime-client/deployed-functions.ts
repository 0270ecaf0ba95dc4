import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { targetOf } from '../../infra/function-grants.ts';
import { resourcesOf, stacksIn, withApp } from '../stack/synthesized.ts';

/** A function as the stacks deploy it. */
export interface DeployedFunction {
  /** The entry of the bundle, such as `api/send`. */
  readonly entry: string;
  readonly handler: string;
  readonly timeoutMillis: number;
  readonly memoryMiB: number;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The functions of the synthesized stacks, by entry. Variables that refer to CloudFormation resources get the values in
 * `resources`, by the names that `targetOf` gives.
 * @throws Error for a reference to something that is not in `resources`
 */
export const deployedFunctions = (
  context: Readonly<Record<string, string>>,
  resources: Readonly<Record<string, string>>,
): ReadonlyMap<string, DeployedFunction> => {
  const resolve = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const reference = JSON.stringify(value);
    const resource = resources[targetOf(reference)];
    if (resource === undefined) throw new Error(`Nothing stands for ${reference}, to which a variable refers.`);
    return resource;
  };
  const readFunction = ({ properties }: ReturnType<typeof resourcesOf>[number]): DeployedFunction => ({
    entry: properties.Code.ZipFile,
    handler: properties.Handler,
    timeoutMillis: properties.Timeout * 1000,
    memoryMiB: properties.MemorySize,
    environment: Object.fromEntries(
      Object.entries(properties.Environment.Variables).map(([name, value]) => [name, resolve(value)]),
    ),
  });
  const functions = templatesNamingEntries(context)
    .flatMap((template) => resourcesOf(template, 'AWS::Lambda::Function'))
    .map(readFunction);
  return new Map(functions.map((fn) => [fn.entry, fn]));
};

/** The stacks that have functions, each with the function's entry in place of its code. */
const templatesNamingEntries = (context: Readonly<Record<string, string>>): Template[] =>
  withApp(context, (app) => {
    const { api, events } = stacksIn(app, (entry) => Code.fromInline(entry));
    return [Template.fromStack(api), Template.fromStack(events)];
  });
