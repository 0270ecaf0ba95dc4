import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What Python's `xmlrpc.client` read from a `<methodCall>`. */
interface PythonCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface PythonXmlRpc {
  /** @throws with Python's message if it refuses the document */
  loads(document: string): Promise<PythonCall>;
  stop(): Promise<void>;
}

const program = `
import json, sys, xmlrpc.client
for line in sys.stdin:
    try:
        params, method = xmlrpc.client.loads(json.loads(line).encode('utf-8'))
        answer = {'method': method, 'params': params}
    except Exception as error:
        answer = {'error': repr(error)}
    print(json.dumps(answer), flush=True)
`;

/** One Python process that decodes documents one after the other. Each is a line of JSON. */
export const startPythonXmlRpc = (): PythonXmlRpc => {
  const python = spawn('python3', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  return {
    async loads(document) {
      python.stdin.write(`${JSON.stringify(document)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('Python has ended.');
      const answer: PythonCall & { error?: string } = JSON.parse(value);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    },
    async stop() {
      const ended = once(python, 'exit');
      python.stdin.end();
      await ended;
    },
  };
};
