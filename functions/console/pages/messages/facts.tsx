import type { Message } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { Copy } from '../../parts/copy.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { Recipient } from './recipient.tsx';

const { messages: say } = words;

/** The message's properties, apart from its status. Those that it does not have are left out. */
export const Facts = ({ message }: { readonly message: Message }) => {
  const { to, sender, type, createdAt, scheduledAt, validUntil, reference, metadata, id, gatewayId } = message;
  return (
    <section class="card" aria-label={say.facts}>
      <h2>{say.facts}</h2>
      <dl class="facts">
        <Fact name={say.to}>
          {to === 'forgotten' ? (
            <Recipient to={to} />
          ) : (
            <a href={placeHref(['messages'], { to })}>
              <Recipient to={to} />
            </a>
          )}
        </Fact>
        <Fact name={say.sender}>{sender === null ? say.defaultSender : <bdi>{sender}</bdi>}</Fact>
        <Fact name={say.type}>{type === 'flash' ? say.flash : say.plain}</Fact>
        <Fact name={say.created}>
          <Time at={createdAt} />
        </Fact>
        {scheduledAt !== null && (
          <Fact name={say.scheduled}>
            <Time at={scheduledAt} />
          </Fact>
        )}
        {validUntil !== undefined && (
          <Fact name={say.validUntil}>
            <Time at={validUntil} />
          </Fact>
        )}
        {reference !== null && (
          <Fact name={say.reference}>
            <a href={placeHref(['messages'], { reference })}>
              <bdi>{reference}</bdi>
            </a>
          </Fact>
        )}
        <Fact name={say.id}>
          <code>{id}</code> <Copy text={id} what={say.id} />
        </Fact>
        {gatewayId !== undefined && (
          <Fact name={say.gatewayId}>
            <code>{gatewayId}</code> <Copy text={gatewayId} what={say.gatewayId} />
            <p class="small">{say.quoteIt}</p>
          </Fact>
        )}
      </dl>
      {Object.keys(metadata).length > 0 && <Metadata metadata={metadata} />}
    </section>
  );
};

/** Names and values come from the application, and may look like the console's own. */
const Metadata = ({ metadata }: Pick<Message, 'metadata'>) => (
  <>
    <h3>{say.metadata}</h3>
    <dl class="facts">
      {Object.entries(metadata).map(([name, value]) => (
        <Fact key={name} name={<bdi>{name}</bdi>}>
          <bdi>{value}</bdi>
        </Fact>
      ))}
    </dl>
  </>
);
