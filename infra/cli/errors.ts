/** What a run of the program comes to, for scripts; the help tells them. */
export const exitCodes = {
  done: 0,
  /** The gateway, or AWS, refused it; or some of it. */
  refused: 1,
  /** The command line, or what the environment adds to it, is not understood: nothing was asked. */
  usage: 2,
  unreachable: 3,
  /** Before its end; the same command again goes on. */
  stopped: 4,
  /** By Ctrl-C, where a command has something to say about it. */
  interrupted: 130,
} as const;

/** The command has not come to what was asked; the message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.refused) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What was typed cannot be carried out as it stands. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super(message, exitCodes.usage);
  }
}
