/** The command cannot be carried out as it was given; the message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
