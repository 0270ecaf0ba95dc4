/** The file cannot be sent as it is, or with this text; the message is for the person who has it. */
export class SheetError extends Error {
  override readonly name = 'SheetError';
}

/** A job cannot be begun or gone on with as it stands; the message is for the person who has it. */
export class JobError extends Error {
  override readonly name = 'JobError';
}

/** The API, a limit, the credits, the disk or a person has ended a run; the message says which. The same command goes on. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}
