import { useState } from 'preact/hooks';
import { placeHref } from '../../../../functions/console/address.ts';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { Time } from '../../../../functions/console/parts/time.tsx';
import { spacedNumber } from '../../../../functions/console/phone-number.ts';
import { findPhones, happenedAt, type Phone } from './phones.ts';
import { useGateway } from './use-gateway.ts';
import { words } from './words.ts';

interface PhoneListProps {
  readonly phones: readonly Phone[];
  readonly chosen: string | undefined;
  readonly isLoaded: boolean;
}

/** How many are shown at once: more than a person looks through, and few enough to draw quickly. */
const step = 100;

export const PhoneList = ({ phones, chosen, isLoaded }: PhoneListProps) => {
  const [typed, setTyped] = useState('');
  const [limit, setLimit] = useState(step);
  const found = findPhones(phones, typed);
  return (
    <section class="pane phones" aria-labelledby="phone-list">
      <h2 id="phone-list" class="hidden-label">
        {words.title}
      </h2>
      {phones.length === 0 && isLoaded && <Empty />}
      {phones.length > 0 && (
        <label class="find">
          <span class="hidden-label">{words.list.find}</span>
          <input
            type="search"
            placeholder={words.list.find}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
      )}
      {phones.length > 0 && found.length === 0 && <p class="empty">{words.list.none}</p>}
      <ul>
        {found.slice(0, limit).map((phone) => (
          <Row key={phone.to} phone={phone} isChosen={phone.to === chosen} />
        ))}
      </ul>
      {found.length > limit && <Button onClick={() => setLimit(limit + step)}>{words.list.more}</Button>}
    </section>
  );
};

const Row = ({ phone: { to, last, unread }, isChosen }: { readonly phone: Phone; readonly isChosen: boolean }) => (
  <li>
    <a class="phone" href={placeHref([], { phone: to })} aria-current={isChosen ? 'true' : undefined}>
      <span class="number">{spacedNumber(to)}</span>
      <Time at={happenedAt(last)} />
      <bdi class="last">
        {last.receivedAt === null && <em>{last.hasEnded ? words.list.lost : words.list.waiting}: </em>}
        {last.text}
      </bdi>
      {unread > 0 && (
        <span class="unread">
          <span aria-hidden="true">{unread}</span>
          <span class="hidden-label">{words.list.unread(unread)}</span>
        </span>
      )}
    </a>
  </li>
);

const Empty = () => {
  const { facts } = useGateway();
  return (
    <div class="empty">
      <p>{words.list.empty}</p>
      <p>{words.list.hint}</p>
      {facts?.consoleUrl && <a href={`${facts.consoleUrl}${placeHref(['send'])}`}>{words.list.send}</a>}
    </div>
  );
};
