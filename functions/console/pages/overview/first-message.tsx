import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Copy } from '../../parts/copy.tsx';
import { words } from '../../words.ts';

const { first } = words.overview;

const command = (origin: string): string =>
  [
    `curl ${origin}/v1/messages`,
    `-H 'Authorization: Bearer KEY'`,
    `-H 'Content-Type: application/json'`,
    `-d '{"to": "+41791234567", "text": "Hello"}'`,
  ].join(' \\\n  ');

/** Shows how to send a first message. */
export const FirstMessage = () => {
  const maySend = useConsole().may('messages:send');
  const text = command(location.origin);
  return (
    <section class="card first-message">
      <h2>{first.title}</h2>
      {maySend && (
        <a class="button primary" href={placeHref(['send'])}>
          {first.send}
        </a>
      )}
      <p>{maySend ? first.orBy : first.readOnly}</p>
      <pre>
        <code>{text}</code>
      </pre>
      <Copy text={text} />
    </section>
  );
};
