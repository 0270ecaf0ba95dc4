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
  /** Of a function that nobody waits for. Default: what the API allows. */
  readonly timeout?: Duration;
  /** MiB. CPU comes with memory: the default is for a quick cold start, the handlers themselves need a quarter of it. */
  readonly memorySize?: number;
  /**
   * Of a function that asks to be called again: Lambda ends such a chain after 16 calls, unless told not to.
   * @default Lambda's: it ends the chain
   */
  readonly recursiveLoop?: RecursiveLoop;
}

/** What a function may do, and the variables that tell it where. */
export interface Access {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly {
    readonly actions: readonly string[];
    readonly resource: string;
    /** Of a table: how the partition keys begin that this goes for. */
    readonly keys?: readonly string[];
    readonly conditions?: Conditions;
  }[];
}

/** Every partition key of a request begins so, and it has one: of none at all, `ForAllValues` says that all do. */
const keysBegin = (beginnings: readonly string[]): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': beginnings.map((key) => `${key}*`) },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** A function of ours: one bundle, one role that starts with no more than its own log, its own log group. */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { entry, description, codeOf, settings, timeout = FUNCTION_TIMEOUT, memorySize = 512, recursiveLoop } = props;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: settings.logRetentionDays,
      removalPolicy: isDisposable(settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    // In place of AWSLambdaBasicExecutionRole, which may write every log of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    acknowledge(role, 'X-Ray, and the list of streams, know no resources.', 'AwsSolutions-IAM5[Resource::*]');
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
      // Said outright: what a deployed function has stays where a template says nothing.
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
      // Of Lambda's own lines only those that tell of a failure: START, END and REPORT are more than ours. Lambda filters
      // in JSON alone ("Log-level filtering"), and leaves lines as they are that are JSON already, as ours are.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        STAGE: settings.stage,
        LOG_LEVEL: settings.logLevel,
      },
    });
    const reason = 'Whoever calls it keeps what failed, or answers for it: the API, a queue, a stream, the next sweep.';
    acknowledge(this, reason, 'Serverless-LambdaDLQ');
    acknowledge(
      this,
      'It costs more than all else that a request does: a setting turns it on.',
      'Serverless-LambdaTracing',
    );
  }

  /** Grants access and tells the function where it leads: neither is of use without the other. */
  give({ environment, statements }: Access): void {
    for (const [name, value] of Object.entries(environment)) this.addEnvironment(name, value);
    for (const { actions, resource, keys, conditions = {} } of statements) {
      const all = keys === undefined ? conditions : { ...conditions, ...keysBegin(keys) };
      this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource], conditions: all }));
    }
  }
}
