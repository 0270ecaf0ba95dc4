import { useRef } from 'preact/hooks';
import type { Textgate } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { go } from '../../hooks/use-place.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Notice } from '../../parts/notice.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { Recipient } from './recipient.tsx';

const { messages: say } = words;

interface ByGatewayIdProps {
  readonly gatewayId: string;
  readonly to: string | undefined;
}

/** Finds a message by the gateway's id, for links from elsewhere, such as the simulator's phone. */
export const ByGatewayId = ({ gatewayId, to }: ByGatewayIdProps) => {
  const { textgate } = useConsole();
  const looks = useRef(0);
  const look = async (signal: AbortSignal) => {
    looks.current += 1;
    const id = await idOf(textgate, gatewayId, to, signal);
    if (id !== undefined && !signal.aborted) go(['messages', id], {}, { replace: true });
    return { id };
  };
  // A message takes a moment to appear in the list.
  const polled = usePolled(look, looks.current < mostLooks ? every.live : undefined, [textgate, gatewayId, to]);
  const { value } = polled;
  return (
    <>
      <h1>{words.pages.messages}</h1>
      <Awaited of={polled} />
      {value !== undefined && value.id === undefined && (
        <Notice kind="warning" title={say.noSuchGatewayId}>
          <p>
            <code>{gatewayId}</code>
          </p>
          <p>{say.otherAccount}</p>
          {to !== undefined && (
            <a href={placeHref(['messages'], { to })}>
              {say.allTo} <Recipient to={to} />
            </a>
          )}
        </Notice>
      )}
    </>
  );
};

const mostPages = 5;
const mostLooks = 5;

const idOf = async (textgate: Textgate, gatewayId: string, to: string | undefined, signal: AbortSignal) => {
  let pages = 0;
  for await (const { items } of textgate.messages.list({ to, limit: 100 }, { signal }).pages()) {
    const message = items.find((item) => item.gatewayId === gatewayId);
    pages += 1;
    if (message !== undefined || pages === mostPages) return message?.id;
  }
  return undefined;
};
