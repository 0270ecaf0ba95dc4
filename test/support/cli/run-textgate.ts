import { exitCodeOf, explain } from '../../../infra/cli/failure.ts';
import { runProgram } from '../../../infra/cli/program.ts';
import type { Shell } from '../../../infra/cli/shell.ts';
import { aShell } from './a-shell.ts';

/** A request as the API receives it. */
interface Asked {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  readonly body: unknown;
  readonly headers: Headers;
}
type Answer = (asked: Asked) => object | Response;

const gateway = 'https://sms.example.com';

/** Runs what was typed as `main.ts` does. `answer` plays the API. */
export const runTextgate = async (argv: readonly string[], answer: Answer, around: Partial<Shell> = {}) => {
  const asked: Asked[] = [];
  const surroundings = aShell({
    env: { TEXTGATE_URL: gateway, TEXTGATE_API_KEY: 'textgate_secret' },
    fetch: async (address, request) => {
      const { method = 'GET', body, headers } = request ?? {};
      const path = String(address).replace(gateway, '');
      const one = {
        method,
        path,
        body: typeof body === 'string' ? JSON.parse(body) : undefined,
        headers: new Headers(headers),
      };
      asked.push(one);
      const answered = answer(one);
      return answered instanceof Response ? answered : Response.json(answered);
    },
    ...around,
  });
  let exitCode: number;
  try {
    exitCode = await runProgram(argv, surroundings.shell);
  } catch (error) {
    surroundings.shell.tell(explain(error));
    exitCode = exitCodeOf(error);
  }
  const { printed, told } = surroundings;
  return { exitCode, printed, told, asked };
};

/** A problem document as the API sends it. */
export const aProblem = (status: number, type: string, rest: object = {}, headers: Record<string, string> = {}) =>
  Response.json(
    { type: `urn:textgate:problem:${type}`, title: 'It went wrong', status, detail: 'Because.', ...rest },
    {
      status,
      headers,
    },
  );
