/** The program's help explains them. */
export const exitCodes = {
  done: 0,
  /** Not done, or only in part: textgate or AWS said no. */
  failed: 1,
  /** The command line or the environment is wrong or incomplete. Nothing was requested. */
  usage: 2,
  unreachable: 3,
  /** Stopped before the end. The same command, run again, continues. */
  stopped: 4,
  /** By Ctrl-C, if the command handles it; otherwise the signal ends the process. */
  interrupted: 130,
} as const;

/** The command failed. The message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command line or the environment must be corrected before anything can be requested. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super(message, exitCodes.usage);
  }
}
