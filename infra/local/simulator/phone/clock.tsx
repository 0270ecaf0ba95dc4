import { useEffect, useState } from 'preact/hooks';
import { useGateway } from './use-gateway.ts';
import { words } from './words.ts';

const format = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The gateway's time, ticking. */
export const Clock = () => {
  const { ahead } = useGateway();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const now = new Date(Date.now() + ahead);
  return (
    <time class="clock" dateTime={now.toISOString()} title={words.panel.clock}>
      {format.format(now)}
    </time>
  );
};
