import { useEffect } from 'preact/hooks';
import { useConsole } from '../../hooks/use-console.ts';
import type { Drafted } from '../../hooks/use-draft.ts';
import { go } from '../../hooks/use-place.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import type { PageProps } from '../../page-props.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { emptyFields, fieldsFrom, isEmpty, type SendFields } from './draft.ts';

interface IncomingProps {
  readonly filters: PageProps['filters'];
  readonly drafted: Drafted<SendFields>;
  readonly canRead: boolean;
}

/** Fills the form from a link: with a recipient (`?to=`), or a message to send again as a new one (`?again=`). */
export const Incoming = ({ filters: { to, again }, drafted, canRead }: IncomingProps) => {
  if (again)
    return canRead ? <Again id={again} drafted={drafted} /> : <Notice kind="warning">{words.errors.forbidden}</Notice>;
  return to ? <Filled fields={{ ...emptyFields, recipients: to }} drafted={drafted} /> : null;
};

const Again = ({ id, drafted }: { readonly id: string; readonly drafted: Drafted<SendFields> }) => {
  const { textgate } = useConsole();
  const message = usePolled((signal) => textgate.messages.get(id, { signal }), undefined, [id]);
  return message.value ? <Filled fields={fieldsFrom(message.value)} drafted={drafted} /> : <Awaited of={message} />;
};

/** Fills the form. If it has contents, it asks first. */
const Filled = ({ fields, drafted }: { readonly fields: SendFields; readonly drafted: Drafted<SendFields> }) => {
  const isFree = isEmpty(drafted.fields);
  // Without the link in the address, a reload does not fill the form again.
  const leave = () => go(['send'], {}, { replace: true });
  const fill = () => {
    drafted.begin(fields);
    leave();
  };
  useEffect(() => {
    if (isFree) fill();
  }, [isFree]);
  if (isFree) return null;
  return (
    <Notice kind="warning" title={words.send.unsent}>
      <p>{words.send.unsentHelp}</p>
      <div class="actions">
        <Button onClick={leave}>{words.send.keepUnsent}</Button>
        <Button kind="danger" onClick={fill}>
          {words.send.replaceUnsent}
        </Button>
      </div>
    </Notice>
  );
};
