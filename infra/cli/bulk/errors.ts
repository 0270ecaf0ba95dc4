/** The file cannot be sent as it is, or with this text; the message is for the person who has it. */
export class SheetError extends Error {
  override readonly name = 'SheetError';
}
