import { Lazy, Token } from 'aws-cdk-lib';
import {
  EventField,
  type IRule,
  type IRuleTarget,
  type RuleTargetConfig,
  RuleTargetInput,
  type RuleTargetInputProperties,
} from 'aws-cdk-lib/aws-events';
import { accountIdPattern } from '../functions/accounts/account.ts';
import type { ISmsGateway } from './sms-gateway.ts';

/** Every text may hold fields of the event: `EventField.fromPath('$.detail.customer.phone')`. */
export interface SmsTargetProps {
  /** The account that the messages belong to: `acc_…`. */
  readonly account: string;
  /** One recipient or several. E.164, or national in the gateway's default region. */
  readonly to: string | readonly string[];
  /**
   * What to send: `RuleTargetInput.fromText(...)`, or `fromEventPath(...)` where the event has the text. EventBridge puts
   * a field inside a longer text as it is: one with a quotation mark makes the request unreadable, and it is rejected.
   */
  readonly text: RuleTargetInput;
  /** @default the gateway account's own */
  readonly sender?: string;
  /** A flash message shows on the screen without being opened. @default text */
  readonly type?: 'text' | 'flash';
  /** Your own name for the message, to find it again. */
  readonly reference?: string;
}

/**
 * Has a rule send an SMS for each event. An event that EventBridge delivers twice sends one; what cannot be sent is
 * told by an `SMS Send Rejected` event on the gateway's bus.
 *
 * The gateway must be in the rule's own account and region.
 */
export class SmsTarget implements IRuleTarget {
  readonly #gateway: ISmsGateway;
  readonly #props: SmsTargetProps;

  /** @throws Error for an account that is none: each of its requests would be rejected */
  constructor(gateway: ISmsGateway, props: SmsTargetProps) {
    if (!Token.isUnresolved(props.account) && !accountIdPattern.test(props.account)) {
      throw new Error(`"${props.account}" is no account id: one looks like acc_ and 22 letters and digits.`);
    }
    this.#gateway = gateway;
    this.#props = props;
  }

  /**
   * To the gateway's queue and not to its bus: the input of a bus cannot be transformed.
   * @throws Error when two different fields of the event would get the same name
   */
  bind(rule: IRule, id = 'Target'): RuleTargetConfig {
    const { text, ...rest } = this.#props;
    const bind = (input: RuleTargetInput) => jsonOf(input.bind(rule), rule);
    const detail = [
      ...Object.entries(rest).map(([name, value]) => [name, bind(RuleTargetInput.fromObject(value))] as const),
      ['text', bind(text)] as const,
    ];
    // One event may lead here by two targets, and is then two messages.
    const requestId = bind(RuleTargetInput.fromText(`${EventField.eventId}/${rule.node.addr}/${id}`));
    const source = bind(RuleTargetInput.fromObject(EventField.source));
    const members = detail.map(([name, { json }]) => `"${name}":${json}`).join(',');
    return {
      arn: this.#gateway.requestQueue.queueArn,
      input: templateOf(
        `{"id":${requestId.json},"source":${source.json},"detail":{${members}}}`,
        pathsOf([requestId, source, ...detail.map(([, json]) => json)]),
      ),
    };
  }
}

/** A part of a template: JSON, with `<name>` where a field of the event goes. */
interface Json {
  readonly json: string;
  readonly paths: Readonly<Record<string, string>>;
}

function jsonOf({ input, inputPath, inputTemplate, inputPathsMap = {} }: RuleTargetInputProperties, rule: IRule): Json {
  if (inputPath !== undefined) {
    return jsonOf(RuleTargetInput.fromObject(EventField.fromPath(inputPath)).bind(rule), rule);
  }
  return { json: escaped(inputTemplate ?? input ?? 'null', Object.keys(inputPathsMap)), paths: inputPathsMap };
}

/**
 * Only a name that EventBridge knows may be in angle brackets: it refuses others, as in "1 < 2 > 0". What holds references
 * to resources is left as it is.
 */
function escaped(json: string, names: readonly string[]): string {
  const known = [...names.map((name) => `${name}>`), 'aws\\.events\\.'];
  const other = new RegExp(`<(?!${known.join('|')})`, 'g');
  return Lazy.uncachedString({
    produce: (context) => {
      const resolved: unknown = context.resolve(json);
      return typeof resolved === 'string' ? resolved.replaceAll(other, '\\u003c') : Token.asString(resolved);
    },
  });
}

function pathsOf(parts: readonly Json[]): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, path] of parts.flatMap(({ paths }) => Object.entries(paths))) {
    if ((merged[name] ?? path) !== path) throw new Error(`${path} and ${merged[name]} cannot be told apart: ${name}.`);
    merged[name] = path;
  }
  return merged;
}

const templateOf = (inputTemplate: string, inputPathsMap: Record<string, string>): RuleTargetInput => ({
  bind: () => ({ inputTemplate, inputPathsMap }),
});
