import { ApiError, IdempotencyKeyReusedError } from '../../../client/index.ts';
import { explain } from '../../connection.ts';
import { Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { problemsIn } from './fields.ts';

/** Why nothing was sent. Problems of a field are shown beside the field. */
export const Refused = ({ error }: { readonly error: unknown }) => {
  const { text, requestId } = explain(error);
  const { isGeneral } = problemsIn(error);
  const wait = error instanceof ApiError ? error.retryAfter : undefined;
  return (
    <Notice kind="error" title={words.send.refused}>
      <p>{error instanceof IdempotencyKeyReusedError ? words.send.keyReused : isGeneral ? text : words.send.mend}</p>
      {wait !== undefined && <p>{words.send.limited(words.send.duration(wait))}</p>}
      {isGeneral && requestId && <p class="small">{words.errors.request(requestId)}</p>}
    </Notice>
  );
};
