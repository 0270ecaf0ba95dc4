import type { CharacterCount, RecipientPreview } from '../../../../functions/client/types.ts';
import { StoppedError } from '../errors.ts';
import { type BadRow, isBad, type Row } from '../sheet/row.ts';
import { type Content, requestTo } from './content.ts';
import { inOrder } from './in-order.ts';
import { type Patience, patiently } from './patience.ts';
import type { Ports } from './ports.ts';
import { createRoom } from './room.ts';

const atOnce = 4;

/** A row, with the API's verdict if it was asked. */
export type Previewed =
  | { readonly kind: 'bad'; readonly row: BadRow }
  | { readonly kind: 'asked'; readonly row: Row; readonly preview: RecipientPreview };

interface Answered {
  readonly rows: readonly Previewed[];
  readonly ucs2Characters: readonly CharacterCount[];
}

/**
 * Makes a dry run of rows, several requests at once, and gives the rows in their order.
 * @param requestSize the most recipients of a request: an account's limits may not allow 1,000
 */
export const previewsOf = (
  rows: AsyncIterable<Row | BadRow>,
  content: Content,
  requestSize: number,
  ports: Pick<Ports, 'client' | 'clock' | 'pause'>,
  patience: Patience,
): AsyncGenerator<Answered, void> => {
  const halt = new AbortController();
  const stop = AbortSignal.any([patience.stop, halt.signal]);
  const ask = async (batch: readonly (Row | BadRow)[]): Promise<Answered> => {
    const recipients = batch.filter(isGood);
    if (recipients.length === 0)
      return { rows: batch.filter(isBad).map((row) => ({ kind: 'bad', row })), ucs2Characters: [] };
    const request = requestTo(content, recipients);
    const answer = await patiently(() => ports.client.messages.preview(request), ports, { ...patience, stop });
    const previews = answer.recipients.values();
    const answered = batch.map((row): Previewed => {
      if (isBad(row)) return { kind: 'bad', row };
      const { value: preview } = previews.next();
      if (preview === undefined) throw notFitting();
      return { kind: 'asked', row, preview };
    });
    if (previews.next().done !== true) throw notFitting();
    return { rows: answered, ucs2Characters: answer.ucs2Characters };
  };
  return inOrder(batchesOf(rows, content, requestSize, stop), atOnce, ask, halt);
};

const notFitting = () => new StoppedError("textgate's answer to a dry run does not fit the request.");

const isGood = (row: Row | BadRow): row is Row => !isBad(row);

/** Batches as large as a request may be. */
async function* batchesOf(
  rows: AsyncIterable<Row | BadRow>,
  content: Content,
  requestSize: number,
  stop: AbortSignal,
): AsyncGenerator<readonly (Row | BadRow)[]> {
  const room = createRoom(content, requestSize);
  let batch: (Row | BadRow)[] = [];
  for await (const row of rows) {
    if (stop.aborted) return;
    const recipient = isBad(row) ? undefined : row;
    if (!room.take(recipient)) {
      if (batch.length > 0) yield batch;
      batch = [];
      room.begin(recipient);
    }
    batch.push(row);
  }
  if (batch.length > 0) yield batch;
}
