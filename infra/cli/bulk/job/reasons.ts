import { ApiError, ConnectionError, TimeoutError } from '../../../../functions/client/errors.ts';
import { StoppedError } from '../errors.ts';
import { NotRecordedError } from './answers.ts';

/** Results are written in order, so a request may have been sent though its rows have no result. */
const sendRest =
  'start a job with another --key for those who are not in `textgate list --reference NAME`: rows without a result may have got it.';

/** Advice for a new job, and for one that has begun. */
export const smallerRequests = `a smaller --request-size. A job that has begun cannot change its own: have the limit raised, then run the same command again; or ${sendRest}`;

/** Why a run ends, for the person who runs it. `undefined` for an unexpected error. */
export const reasonOf = (error: unknown): string | undefined => {
  if (error instanceof StoppedError) return error.message;
  if (error instanceof NotRecordedError)
    return 'For two minutes, textgate could not tell whether all messages are recorded. Run the same command again later.';
  if (error instanceof ApiError) return ofApi(error);
  if (isUnreachable(error)) return `textgate cannot be reached: ${error.message}`;
  if (error instanceof Error && 'code' in error && diskTroubles.has(`${error.code}`)) {
    return `The plan or the results cannot be written: ${error.message}`;
  }
  return undefined;
};

export const isUnreachable = (error: unknown): error is ConnectionError | TimeoutError =>
  error instanceof ConnectionError || error instanceof TimeoutError;

const diskTroubles = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EBUSY', 'EFBIG', 'ENAMETOOLONG']);

const ofApi = ({ status, message, problem }: ApiError): string => {
  if (status === 401) return 'The API key is not valid, or was revoked.';
  if (status === 403) return `The API key may not do this: ${message}`;
  if (status === 422) {
    return "The job's name was used before, for other messages. Nothing was sent now. Give the job another --key.";
  }
  const errors = problem?.errors ?? [];
  if (errors.length === 0) return `textgate answers: ${message}`;
  const problems = errors.slice(0, 5).map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`);
  const advice = errors.some(({ code }) => code === 'too_many_recipients')
    ? [` Give ${smallerRequests}`]
    : errors.some(({ pointer }) => pointer === '/scheduledAt' || pointer === '/validUntil')
      ? [` A job that has begun cannot change its times: ${sendRest}`]
      : [];
  return ['textgate rejects the request. ', problems.join(' '), ...advice].join('');
};
