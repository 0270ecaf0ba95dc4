import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type Conditions, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  type RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { functionMillis } from '../../functions/messages/time-budget.ts';
import { isDisposable, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';

export const FUNCTION_TIMEOUT = Duration.millis(functionMillis);

/** Finds the bundled code of an entry like `api/send`. */
export type CodeOf = (entry: string) => Code;

export interface ServiceFunctionProps {
  readonly entry: string;
  readonly description: string;
  readonly codeOf: CodeOf;
  readonly settings: Settings;
  /** For a function that nobody waits for. @default as long as the API allows */
  readonly timeout?: Duration;
  /** MiB. CPU comes with memory. The default makes cold starts quick; the handlers themselves need a quarter of it. */
  readonly memorySize?: number;
  /**
   * For a function that asks to be called again: Lambda ends such a chain after about 16 calls, unless this allows it.
   * @default Lambda ends the chain
   */
  readonly recursiveLoop?: RecursiveLoop;
}

/** What a function may do, and the variables that it needs for it. */
export interface Access {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly {
    readonly actions: readonly string[];
    readonly resource: string;
    /** For a table: how the allowed partition keys begin. */
    readonly keys?: readonly string[];
    readonly conditions?: Conditions;
  }[];
}

/** Every partition key of a request begins so, and there is at least one: `ForAllValues` is true for none at all. */
const keysBegin = (beginnings: readonly string[]): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': beginnings.map((key) => `${key}*`) },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** A function with its own bundle, its own log group, and a role that may only write that log at first. */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { entry, description, codeOf, settings, timeout = FUNCTION_TIMEOUT, memorySize = 512, recursiveLoop } = props;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: settings.logRetentionDays,
      removalPolicy: isDisposable(settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    // In place of AWSLambdaBasicExecutionRole, which may write every log of the AWS account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    acknowledge(role, 'X-Ray, and the list of streams, take no resources.', 'AwsSolutions-IAM5[Resource::*]');
    super(scope, id, {
      description,
      role,
      logGroup,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(entry),
      timeout,
      memorySize,
      ...(recursiveLoop && { recursiveLoop }),
      // Explicit, because a deployed function keeps what a template leaves out.
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
      // Lambda's own lines only for failures: START, END and REPORT would be more than textgate's. Lambda only filters with
      // JSON ("Log-level filtering"), and leaves lines that are JSON already as they are.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        STAGE: settings.stage,
        LOG_LEVEL: settings.logLevel,
      },
    });
    const reason = 'Its caller keeps what failed, or answers for it: the API, a queue, a stream, the next sweep.';
    acknowledge(this, reason, 'Serverless-LambdaDLQ');
    acknowledge(
      this,
      'It costs more than everything else in a request: a setting turns it on.',
      'Serverless-LambdaTracing',
    );
  }

  /** Grants access together with the variables for it, because neither is of use without the other. */
  give({ environment, statements }: Access): void {
    for (const [name, value] of Object.entries(environment)) this.addEnvironment(name, value);
    for (const { actions, resource, keys, conditions = {} } of statements) {
      const all = keys === undefined ? conditions : { ...conditions, ...keysBegin(keys) };
      this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource], conditions: all }));
    }
  }
}
