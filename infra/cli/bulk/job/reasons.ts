import { ApiError, ConnectionError, TimeoutError } from '../../../../functions/client/errors.ts';
import { StoppedError } from '../errors.ts';
import { NotRecordedError } from './answers.ts';

/** Results are written in order, so of the requests under way at its end some may have been sent without. */
const sendRest =
  'send under another --key to whoever is not in `textgate list --reference NAME`; some that have no result yet may have got it.';

/** What helps, in a new job and in one that has begun. */
export const smallerRequests = `a smaller --request-size. A job that has begun keeps its own: have the limit raised, and the same command goes on; or leave it, and ${sendRest}`;

/** Why a run ends here, for the person who runs it; `undefined`: this is no error that was to be expected. */
export const reasonOf = (error: unknown): string | undefined => {
  if (error instanceof StoppedError) return error.message;
  if (error instanceof NotRecordedError)
    return 'The API could not tell in two minutes whether all messages are recorded.';
  if (error instanceof ApiError) return ofApi(error);
  if (isUnreachable(error)) return `The API cannot be reached: ${error.message}`;
  if (error instanceof Error && 'code' in error && diskTroubles.has(`${error.code}`)) {
    return `The plan or the results cannot be written: ${error.message}`;
  }
  return undefined;
};

/** There was no answer, or none in time. */
export const isUnreachable = (error: unknown): error is ConnectionError | TimeoutError =>
  error instanceof ConnectionError || error instanceof TimeoutError;

const diskTroubles = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EBUSY', 'EFBIG', 'ENAMETOOLONG']);

const ofApi = ({ status, message, problem }: ApiError): string => {
  if (status === 401) return 'The API key is not valid, or was revoked.';
  if (status === 403) return `The API key may not do this: ${message}`;
  if (status === 422) {
    return 'The API knows this request under its key with another content: the job’s name was used for something else. Nothing of it was sent now. Give another --key.';
  }
  const errors = problem?.errors ?? [];
  if (errors.length === 0) return `The API answers: ${message}`;
  const problems = errors.slice(0, 5).map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`);
  const advice = errors.some(({ code }) => code === 'too_many_recipients')
    ? [` Give ${smallerRequests}`]
    : errors.some(({ pointer }) => pointer === '/scheduledAt' || pointer === '/validUntil')
      ? [` A job that has begun keeps its times: ${sendRest}`]
      : [];
  return ['The API refuses the request. ', problems.join(' '), ...advice].join('');
};
