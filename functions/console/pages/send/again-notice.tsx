import { finalStatuses } from '../../../client/client.ts';
import { placeHref } from '../../address.ts';
import { Notice } from '../../parts/notice.tsx';
import { isStatus } from '../../statuses.ts';
import { words } from '../../words.ts';
import type { SendFields } from './draft.ts';

/** Says that this is a new message with the contents of another one, and what the risk is. */
export const AgainNotice = ({ fields }: { readonly fields: SendFields }) => {
  const { againId: id, againStatus: status, lacksText, lacksNumber } = fields;
  if (id === '' || !isStatus(status)) return null;
  const mayArrive = !finalStatuses.has(status) || status === 'indeterminate';
  return (
    <Notice kind={mayArrive ? 'warning' : 'info'}>
      <p>
        {words.send.again} <a href={placeHref(['messages', id])}>{id}</a>.
      </p>
      {mayArrive && <strong>{words.send.againRisk(words.statuses[status][0])}</strong>}
      {lacksText && <p>{words.send.againNoText}</p>}
      {lacksNumber && <p>{words.send.againNoNumber}</p>}
    </Notice>
  );
};
