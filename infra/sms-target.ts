import { Annotations, type Duration, Token, Tokenization } from 'aws-cdk-lib';
import {
  EventField,
  type IRule,
  type IRuleTarget,
  type RuleTargetConfig,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import * as v from 'valibot';
import { accountIdPattern, idempotencyKeyPattern, idempotencyKeyRule } from '../functions/contract/identifiers.ts';
import { instant } from '../functions/contract/instants.ts';
import { longestValidity, shortestValidity } from '../functions/contract/send.ts';
import { senderProblem } from '../functions/messages/sender.ts';
import { placesIn, readTemplate } from '../functions/messages/template.ts';
import type { ISmsGateway } from './sms-gateway.ts';
import { MAX_PATHS, pathsOf, type TemplatePart, templatePart } from './target-template.ts';

/**
 * Every text may be a field of the event: `EventField.fromPath('$.detail.customer.phone')`. A whole number there is read
 * as its digits. Where an event lacks the field of what is optional here, it is as if you left that out.
 */
export interface SmsTargetProps {
  /** The account that the messages belong to: `acc_…`. */
  readonly account: string;
  /** One recipient or several. E.164, or national in the gateway's default region. */
  readonly to: string | readonly string[];
  /**
   * What to send: `RuleTargetInput.fromText(...)`, with places such as `{order}` for `values`; or `fromEventPath(...)` where
   * the event has the text, which then arrives exactly. EventBridge puts a field inside a longer text as it is: one with a
   * quotation mark, a backslash or a line end spoils the request, and one that the event lacks leaves a gap. Synthesis warns
   * of such fields: give them as `values`.
   */
  readonly text: RuleTargetInput;
  /**
   * What comes into the places of the text, by their names: `{ order: EventField.fromPath('$.detail.order') }`. A field that
   * is a text or a number arrives exactly. Of an event that lacks one, or has an empty text there, nothing is sent:
   * `SMS Send Rejected` names the place. In the text, `{{` and `}}` are braces then.
   * @default none: braces in the text are braces
   */
  readonly values?: Readonly<Record<string, string | number>>;
  /** @default the gateway account's own, or else `auto` */
  readonly encoding?: 'auto' | 'smart';
  /**
   * For how long the message is worth sending, from the event's time: 30 seconds to 72 hours. After that it is not handed
   * over any more.
   * @default the gateway account's own, if it has one
   */
  readonly validFor?: Duration;
  /** In place of `validFor`: until when, in RFC 3339. */
  readonly validUntil?: string;
  /** @default the gateway account's own */
  readonly sender?: string;
  /** A flash message shows on the screen without being opened. @default text */
  readonly type?: 'text' | 'flash';
  /** Your own name for the message, to find it again. */
  readonly reference?: string;
  /**
   * Names what is sent, so that it is sent once, whatever number of events ask for it: `EventField.fromPath('$.detail.order')`.
   * It is of one space with the header `Idempotency-Key` of the HTTPS API. Another request under the same key is answered
   * by `SMS Send Rejected`: two targets of a rule need two keys.
   * @default each event, and target, is a message
   */
  readonly idempotencyKey?: string;
  /**
   * Where EventBridge leaves events that it could not deliver to the gateway, for another reason than the request itself.
   * @default the gateway's queue for that, `undeliveredRequests`
   */
  readonly deadLetterQueue?: IQueue;
  /** For how long EventBridge tries to deliver an event. @default 24 hours */
  readonly maxEventAge?: Duration;
  /** How often EventBridge tries again to deliver an event. @default 185 */
  readonly retryAttempts?: number;
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

  /** @throws Error for what would have each of its requests rejected, as an account that is none */
  constructor(gateway: ISmsGateway, props: SmsTargetProps) {
    checkProps(props);
    this.#gateway = gateway;
    this.#props = props;
  }

  /**
   * To the gateway's queue and not to its bus: the input of a bus cannot be transformed.
   * @throws Error when EventBridge could make no request of the input
   */
  bind(rule: IRule, id = 'Target'): RuleTargetConfig {
    const { text, validFor, deadLetterQueue, maxEventAge, retryAttempts, ...rest } = this.#props;
    const asked = { ...rest, validFor: validFor?.toSeconds() };
    const part = (input: RuleTargetInput) => templatePart(input, rule);
    const detail = [
      ...Object.entries(asked)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, part(RuleTargetInput.fromObject(value))] as const),
      ['text', part(text)] as const,
    ];
    for (const [name, member] of detail) checkMember(name, member, rule);
    if (rest.values !== undefined) checkPlaces(part(text), rest.values);
    // One event may lead here by two targets, and is then two messages.
    const requestId = part(RuleTargetInput.fromText(`${EventField.eventId}/${rule.node.addr}/${id}`));
    const source = part(RuleTargetInput.fromObject(EventField.source));
    const request = [['id', requestId], ['source', source], ...detail] as const;
    const paths = pathsOf(request.map(([, member]) => member));
    // From its time on an event is valid for a while. Of one of which no more fields can be told, from when it was delivered.
    const time =
      Object.keys(paths).length < MAX_PATHS
        ? [['time', part(RuleTargetInput.fromObject(EventField.time))] as const]
        : [];
    if (deadLetterQueue !== undefined) letLeave(rule, deadLetterQueue);
    return {
      arn: this.#gateway.requestQueue.queueArn,
      input: templateOf(
        `{${membersOf([['id', requestId], ['source', source], ...time])},"detail":{${membersOf(detail)}}}`,
        pathsOf([...request, ...time].map(([, member]) => member)),
      ),
      deadLetterConfig: { arn: (deadLetterQueue ?? this.#gateway.undeliveredRequests).queueArn },
      ...((maxEventAge ?? retryAttempts) !== undefined && {
        retryPolicy: {
          ...(maxEventAge && { maximumEventAgeInSeconds: maxEventAge.toSeconds() }),
          ...(retryAttempts !== undefined && { maximumRetryAttempts: retryAttempts }),
        },
      }),
    };
  }
}

function checkProps(props: SmsTargetProps): void {
  const { account, to, sender, type, reference, idempotencyKey, encoding, validFor, validUntil } = props;
  if (!Token.isUnresolved(account) && !accountIdPattern.test(account)) {
    throw new Error(`"${account}" is no account id: one looks like acc_ and 22 letters and digits.`);
  }
  const recipients = typeof to === 'string' ? [to] : to;
  if (!Array.isArray(recipients) || recipients.length === 0 || recipients.includes('')) {
    throw new Error(
      "The to of an SmsTarget must name its recipients, as in '+41791234567': one is empty, or there is none.",
    );
  }
  if (!Token.isUnresolved(type) && !['text', 'flash'].includes(type ?? 'text')) {
    throw new Error(`The type of an SmsTarget must be 'text' or 'flash', and is "${type}".`);
  }
  if (!Token.isUnresolved(encoding) && !['auto', 'smart'].includes(encoding ?? 'auto')) {
    throw new Error(`The encoding of an SmsTarget must be 'auto' or 'smart', and is "${encoding}".`);
  }
  if (validFor !== undefined && validUntil !== undefined) {
    throw new Error('An SmsTarget has either validFor or validUntil.');
  }
  if (validUntil !== undefined && !Token.isUnresolved(validUntil) && !v.is(instant, validUntil)) {
    throw new Error(
      `The validUntil of an SmsTarget must be a time as in RFC 3339, with its offset, and is "${validUntil}".`,
    );
  }
  const seconds = validFor?.toSeconds() ?? shortestValidity;
  if (!Token.isUnresolved(seconds) && (seconds < shortestValidity || seconds > longestValidity)) {
    throw new Error(`The validFor of an SmsTarget must be 30 seconds to 72 hours, and is ${seconds} seconds.`);
  }
  const problem = Token.isUnresolved(sender) ? undefined : senderProblem(String(sender ?? 'none'));
  if (problem !== undefined) throw new Error(`The sender "${sender}" of an SmsTarget cannot be used. ${problem}`);
  if (reference !== undefined && !isReference(shortestOf(reference))) {
    throw new Error(`The reference of an SmsTarget must have 1 to 100 characters: "${reference}" cannot.`);
  }
  if (idempotencyKey !== undefined && !idempotencyKeyPattern.test(shortestOf(idempotencyKey))) {
    throw new Error(`The idempotencyKey "${idempotencyKey}" ${idempotencyKeyRule}`);
  }
}

const isReference = (text: string): boolean => text.length > 0 && text.length <= 100;

/** A text with one character for each part that is known only later. What is wrong with it stays so, whatever those are. */
const shortestOf = (text: string): string =>
  Tokenization.reverseString(String(text))
    .mapTokens({ mapToken: () => 'x' })
    .join({ join: (left = '', right = '') => `${left}${right}` });

/** What is no text in any event, by its path or as EventBridge's own name. */
const objects: ReadonlySet<string> = new Set([
  '$',
  '$.detail',
  '$.resources',
  'aws.events.event',
  'aws.events.event.json',
]);
/** AWS gives these, without a character that JSON has to escape. */
const harmless: ReadonlySet<string> = new Set(['$.version', '$.id', '$.time', '$.account', '$.region']);

function checkMember(name: string, { value, whole, inside }: TemplatePart, rule: IRule): void {
  const isText = typeof value === 'number' || (typeof value === 'string' && (value !== '' || whole.length > 0));
  if (name === 'text' && !isText) {
    throw new Error(
      "The text of an SmsTarget must be one text: write RuleTargetInput.fromText('…'), or fromEventPath('$.detail.text') where the event has it.",
    );
  }
  const object = [...whole, ...inside].find((path) => objects.has(path) || (path.includes('[*]') && name !== 'to'));
  if (object !== undefined) {
    throw new Error(
      `The ${name} of an SmsTarget cannot be ${object}, which is no text but has parts: name one of them, as in '$.detail.text'.`,
    );
  }
  const risky = inside.filter((path) => path.startsWith('$') && !harmless.has(path));
  if (risky.length === 0) return;
  Annotations.of(rule).addWarningV2(
    'textgate:fieldInLongerText',
    `The ${name} of an SmsTarget has ${risky.join(' and ')} inside a longer text, where EventBridge does not escape what it ` +
      'puts in: of an event that has a quotation mark, a backslash or a line end there, the message is not sent, or not as ' +
      'you wrote it. Where that may be, write a place like {name} into the text, and name the field alone in values: ' +
      "{ name: EventField.fromPath('$.detail.name') }; or have the event bring the whole text, as in " +
      "RuleTargetInput.fromEventPath('$.detail.text'). Where it cannot be, acknowledge this: " +
      "Annotations.of(rule).acknowledgeWarning('textgate:fieldInLongerText').",
  );
}

/** What is wrong with a text for the values, where it is known by now. */
function checkPlaces({ value, whole }: TemplatePart, values: Readonly<Record<string, unknown>>): void {
  if (typeof value !== 'string' || whole.length > 0) return;
  const template = readTemplate(value);
  if (typeof template === 'string') throw new Error(`The text of an SmsTarget cannot take values. ${template}`);
  const missing = placesIn(template).find((place) => !Object.hasOwn(values, place.slice(1, -1)));
  if (missing !== undefined) {
    throw new Error(`The text of an SmsTarget has the place ${missing}, for which there is no value in its values.`);
  }
}

/** Lets EventBridge leave there what it cannot deliver for this rule. */
const letLeave = (rule: IRule, queue: IQueue) =>
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );

const membersOf = (members: readonly (readonly [name: string, part: TemplatePart])[]): string =>
  members.map(([name, { json }]) => `"${name}":${json}`).join(',');

const templateOf = (inputTemplate: string, inputPathsMap: Record<string, string>): RuleTargetInput => ({
  bind: () => ({ inputTemplate, inputPathsMap }),
});
