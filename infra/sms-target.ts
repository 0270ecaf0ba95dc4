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
import { placeholdersIn, readTemplate } from '../functions/messages/template.ts';
import type { ISmsGateway } from './sms-gateway.ts';
import { MAX_PATHS, pathsOf, type TemplatePart, templatePart } from './target-template.ts';

/**
 * Every text may be a field of the event: `EventField.fromPath('$.detail.customer.phone')`. A whole number there is read as
 * its digits. If an event lacks the field of an optional property, that property is left out.
 */
export interface SmsTargetProps {
  /** The account that the messages belong to: `acc_…`. */
  readonly account: string;
  /** One recipient or several. E.164, or national in the gateway's default region. */
  readonly to: string | readonly string[];
  /**
   * What to send: `RuleTargetInput.fromText(...)`, with placeholders such as `{order}` for `values`; or `fromEventPath(...)` if the
   * event has the whole text, which then arrives exactly. EventBridge does not escape a field inside a longer text: a quotation
   * mark, a backslash or a line end spoils the request, and a missing field leaves a gap. Synthesis warns of such fields: give
   * them as `values`.
   */
  readonly text: RuleTargetInput;
  /**
   * The values for the placeholders of the text, by name: `{ order: EventField.fromPath('$.detail.order') }`. A field that is a text
   * or a number arrives exactly. If an event lacks a value, or has an empty text there, nothing is sent, and `SMS Send Rejected`
   * names the placeholder. With `values`, write `{{` and `}}` for braces in the text.
   * @default none: braces in the text are braces
   */
  readonly values?: Readonly<Record<string, string | number>>;
  /** @default the gateway account's own, or else `auto` */
  readonly encoding?: 'auto' | 'smart';
  /**
   * For how long the message may be handed over, from the event's time: 30 seconds to 72 hours.
   * @default the gateway account's own, if it has one
   */
  readonly validFor?: Duration;
  /** In place of `validFor`: the time until which the message may be handed over, in RFC 3339. */
  readonly validUntil?: string;
  /** @default the gateway account's own */
  readonly sender?: string;
  /** A flash message shows on the screen without being opened. @default text */
  readonly type?: 'text' | 'flash';
  /** Your own name for the message, to find it again. */
  readonly reference?: string;
  /**
   * A key under which textgate sends once, however many events ask for it: `EventField.fromPath('$.detail.order')`. The header
   * `Idempotency-Key` of the HTTPS API shares these keys. A different request under the same key leads to `SMS Send Rejected`,
   * so two targets of a rule need two keys.
   * @default each event and target is a message of its own
   */
  readonly idempotencyKey?: string;
  /**
   * The queue for events that EventBridge could not deliver to the gateway, for reasons other than the request itself.
   * @default the gateway's `undeliveredRequests`
   */
  readonly deadLetterQueue?: IQueue;
  /** For how long EventBridge tries to deliver an event. @default 24 hours */
  readonly maxEventAge?: Duration;
  /** How often EventBridge tries again to deliver an event. @default 185 */
  readonly retryAttempts?: number;
}

/**
 * Has a rule send an SMS for each event. An event that EventBridge delivers twice sends one. If a request cannot be sent, an
 * `SMS Send Rejected` event on the gateway's bus says why.
 *
 * The gateway must be in the rule's own account and region.
 */
export class SmsTarget implements IRuleTarget {
  readonly #gateway: ISmsGateway;
  readonly #props: SmsTargetProps;

  /** @throws Error if textgate would reject every request, for example because the account is not one */
  constructor(gateway: ISmsGateway, props: SmsTargetProps) {
    checkProps(props);
    this.#gateway = gateway;
    this.#props = props;
  }

  /**
   * Leads to the gateway's queue and not to its bus, because EventBridge cannot transform the input of a bus.
   * @throws Error if EventBridge could not make a request of the input
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
    if (rest.values !== undefined) checkPlaceholders(part(text), rest.values);
    // One event may lead here by two targets: then it is two messages.
    const requestId = part(RuleTargetInput.fromText(`${EventField.eventId}/${rule.node.addr}/${id}`));
    const source = part(RuleTargetInput.fromObject(EventField.source));
    const request = [['id', requestId], ['source', source], ...detail] as const;
    const paths = pathsOf(request.map(([, member]) => member));
    // Validity counts from the event's time, or from its delivery if EventBridge takes no more fields.
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
    throw new Error(`The account of an SmsTarget must be acc_ and 22 letters and digits, and is "${account}".`);
  }
  const recipients = typeof to === 'string' ? [to] : to;
  if (!Array.isArray(recipients) || recipients.length === 0 || recipients.includes('')) {
    throw new Error(
      "The to of an SmsTarget must name at least one recipient, like '+41791234567', and none may be empty.",
    );
  }
  if (!Token.isUnresolved(type) && !['text', 'flash'].includes(type ?? 'text')) {
    throw new Error(`The type of an SmsTarget must be 'text' or 'flash', and is "${type}".`);
  }
  if (!Token.isUnresolved(encoding) && !['auto', 'smart'].includes(encoding ?? 'auto')) {
    throw new Error(`The encoding of an SmsTarget must be 'auto' or 'smart', and is "${encoding}".`);
  }
  if (validFor !== undefined && validUntil !== undefined) {
    throw new Error('An SmsTarget takes validFor or validUntil: leave one out.');
  }
  if (validUntil !== undefined && !Token.isUnresolved(validUntil) && !v.is(instant, validUntil)) {
    throw new Error(
      `The validUntil of an SmsTarget must be a time with its offset (RFC 3339), like 2026-12-24T18:00:00+01:00, and is "${validUntil}".`,
    );
  }
  const seconds = validFor?.toSeconds() ?? shortestValidity;
  if (!Token.isUnresolved(seconds) && (seconds < shortestValidity || seconds > longestValidity)) {
    throw new Error(`The validFor of an SmsTarget must be 30 seconds to 72 hours, and is ${seconds} seconds.`);
  }
  const problem = Token.isUnresolved(sender) ? undefined : senderProblem(String(sender ?? 'none'));
  if (problem !== undefined) throw new Error(`The sender "${sender}" of an SmsTarget is not allowed. ${problem}`);
  if (reference !== undefined && !isReference(shortestOf(reference))) {
    throw new Error(`The reference of an SmsTarget must have 1 to 100 characters, and is "${reference}".`);
  }
  if (idempotencyKey !== undefined && !idempotencyKeyPattern.test(shortestOf(idempotencyKey))) {
    throw new Error(`The idempotencyKey "${idempotencyKey}" ${idempotencyKeyRule}`);
  }
}

const isReference = (text: string): boolean => text.length > 0 && text.length <= 100;

/** A text with one character for each part that is unknown until deployment. A rule that this breaks is broken for any values. */
const shortestOf = (text: string): string =>
  Tokenization.reverseString(String(text))
    .mapTokens({ mapToken: () => 'x' })
    .join({ join: (left = '', right = '') => `${left}${right}` });

/** Paths and EventBridge's own names that are not a text in any event. */
const objects: ReadonlySet<string> = new Set([
  '$',
  '$.detail',
  '$.resources',
  'aws.events.event',
  'aws.events.event.json',
]);
/** AWS fills these, without any character that JSON has to escape. */
const harmless: ReadonlySet<string> = new Set(['$.version', '$.id', '$.time', '$.account', '$.region']);

function checkMember(name: string, { value, whole, inside }: TemplatePart, rule: IRule): void {
  const isText = typeof value === 'number' || (typeof value === 'string' && (value !== '' || whole.length > 0));
  if (name === 'text' && !isText) {
    throw new Error(
      "The text of an SmsTarget must be one text: write RuleTargetInput.fromText('…'), or fromEventPath('$.detail.text') if the event has it.",
    );
  }
  const object = [...whole, ...inside].find((path) => objects.has(path) || (path.includes('[*]') && name !== 'to'));
  if (object !== undefined) {
    throw new Error(
      `The ${name} of an SmsTarget must be a text, and ${object} is an object or a list: name one of its parts, like '$.detail.text'.`,
    );
  }
  const risky = inside.filter((path) => path.startsWith('$') && !harmless.has(path));
  if (risky.length === 0) return;
  Annotations.of(rule).addWarningV2(
    'textgate:fieldInLongerText',
    `The ${name} of an SmsTarget has ${risky.join(' and ')} inside a longer text, and EventBridge does not escape fields ` +
      'there. If the field has a quotation mark, a backslash or a line end, the message is not sent, or not as you wrote it. ' +
      'If that can happen, write a placeholder like {name} into the text, and name the field alone in values: ' +
      "{ name: EventField.fromPath('$.detail.name') }. Or let the event bring the whole text: " +
      "RuleTargetInput.fromEventPath('$.detail.text'). If it cannot happen, acknowledge this warning: " +
      "Annotations.of(rule).acknowledgeWarning('textgate:fieldInLongerText').",
  );
}

/** Checks the text against the values, if the text is known at synthesis. */
function checkPlaceholders({ value, whole }: TemplatePart, values: Readonly<Record<string, unknown>>): void {
  if (typeof value !== 'string' || whole.length > 0) return;
  const template = readTemplate(value);
  if (typeof template === 'string') throw new Error(`The text of an SmsTarget does not fit its values. ${template}`);
  const missing = placeholdersIn(template).find((placeholder) => !Object.hasOwn(values, placeholder.slice(1, -1)));
  if (missing !== undefined) {
    throw new Error(`The text of an SmsTarget has the placeholder ${missing}: add a value for it to values.`);
  }
}

/** Lets EventBridge put events into the queue that it cannot deliver for this rule. */
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
