import type { PageProps } from '../../page-props.ts';
import { ByGatewayId } from './by-gateway-id.tsx';
import { ByWrittenNumber } from './by-written-number.tsx';
import { readFilters } from './filters.ts';
import { MessageList } from './list.tsx';
import { MessagePage } from './message.tsx';
import { isE164 } from './read-recipient.ts';

/** The list, or a message (`#/messages/msg_…`). A message may also be found by the gateway's id. */
export const MessagesPage = ({ rest: [id], filters: { cursor, gatewayId, ...filters } }: PageProps) => {
  if (id !== undefined) return <MessagePage key={id} id={id} />;
  if (gatewayId) return <ByGatewayId gatewayId={gatewayId} to={readFilters(filters).to} />;
  const looked = readFilters(filters);
  if (looked.to && !isE164(looked.to)) return <ByWrittenNumber filters={looked} to={looked.to} />;
  return <MessageList filters={looked} cursor={cursor || undefined} />;
};
