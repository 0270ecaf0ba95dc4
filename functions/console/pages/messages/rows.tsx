import type { RefObject } from 'preact';
import type { Message } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { Recipient } from './recipient.tsx';

const { messages: say } = words;

interface RowsProps {
  readonly messages: readonly Message[];
  /** Ids of messages that the filter does not match any more. */
  readonly gone: ReadonlySet<string>;
  readonly list: RefObject<HTMLOListElement | null>;
  readonly onOpen: (id: string, isByKeyboard: boolean) => void;
}

/** A link for each message: a row with columns, or a card if there is no room. */
export const Rows = ({ messages, gone, list, onOpen }: RowsProps) => (
  <div class="message-rows card">
    <div class="message-row head" aria-hidden="true">
      <span>{say.to}</span>
      <span>{say.text}</span>
      <span>{say.status}</span>
      <span>{say.reference}</span>
      <span>{say.created}</span>
    </div>
    <ol ref={list}>
      {messages.map((message) => (
        <li key={message.id}>
          <Row message={message} isGone={gone.has(message.id)} onOpen={onOpen} />
        </li>
      ))}
    </ol>
  </div>
);

/** More than fits into a row on any screen. */
const longestExcerpt = 300;

const firstLine = (text: string): string => (/\S.*/.exec(text)?.[0] ?? '').slice(0, longestExcerpt);

interface RowProps extends Pick<RowsProps, 'onOpen'> {
  readonly message: Message;
  readonly isGone: boolean;
}

const Row = ({ message, isGone, onOpen }: RowProps) => (
  <a
    id={message.id}
    class={isGone ? 'message-row gone' : 'message-row'}
    href={placeHref(['messages', message.id])}
    // `detail` counts clicks of a pointer: 0 means the keyboard.
    onClick={({ detail }) => onOpen(message.id, detail === 0)}
  >
    <span class="to">
      <Recipient to={message.to} />
    </span>
    <span class="text" dir="auto">
      {message.text === null ? <em>{say.notKept}</em> : firstLine(message.text)}
    </span>
    <span class="status">
      {isGone ? <span class="badge plain">{say.changed}</span> : <StatusBadge status={message.status} />}
    </span>
    <span class="reference" dir="auto">
      {message.reference}
    </span>
    <span class="time">
      <Time at={message.createdAt} />
    </span>
  </a>
);
