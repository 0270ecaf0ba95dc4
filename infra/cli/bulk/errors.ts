/** The file, or the file with this text, cannot be sent. The message is for the person who runs the command. */
export class SheetError extends Error {
  override readonly name = 'SheetError';
}

/** A job cannot start or continue as it is. The message is for the person who runs the command. */
export class JobError extends Error {
  override readonly name = 'JobError';
}

/** textgate, a limit, the credits, the disk or a person ended a run; the message says which. The same command continues. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
