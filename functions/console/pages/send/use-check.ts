import { useEffect, useRef, useState } from 'preact/hooks';
import type { SendRequest, Textgate } from '../../../client/index.ts';
import { type Checked, type Checker, createChecker } from './checker.ts';
import { type Check, nobody } from './verdicts.ts';

/** Milliseconds. A check that takes longer is no use to somebody who types. */
const timeout = 15_000;

/** Keeps a dry run of the form up to date. `undefined`: nothing is checked. */
export const useCheck = (textgate: Textgate, request: SendRequest | undefined): Checked<SendRequest, Check> => {
  const [state, setState] = useState<Checked<SendRequest, Check>>({ isPending: false });
  const checker = useRef<Checker<SendRequest> | null>(null);
  useEffect(() => {
    const created = createChecker<SendRequest, Check>({
      ask: checkBy(textgate),
      isHidden: () => document.hidden,
      onChange: setState,
    });
    checker.current = created;
    document.addEventListener('visibilitychange', created.seen);
    return () => {
      created.stop();
      document.removeEventListener('visibilitychange', created.seen);
    };
  }, [textgate]);
  useEffect(() => checker.current?.want(request));
  return state;
};

/** If the text has characters that smart encoding may replace, makes a second dry run with it, for one recipient. */
const checkBy = (textgate: Textgate) => {
  let before: { readonly text: string; readonly smart: Check['smart'] } | undefined;
  return async (request: SendRequest, signal: AbortSignal): Promise<Check> => {
    const preview = (what: SendRequest) => textgate.messages.preview(what, { signal, timeout, maxRetries: 0 });
    const dryRun = await preview(request);
    if (dryRun.ucs2Characters.length === 0 || request.encoding === 'smart') return { request, dryRun };
    if (before?.text !== request.text) {
      const { index = 0 } = dryRun.recipients.find(({ verdict }) => verdict === 'send') ?? {};
      const to = [request.to ?? []].flat()[index] ?? nobody;
      before = { text: request.text, smart: await preview({ to, text: request.text, encoding: 'smart' }) };
    }
    return { request, dryRun, ...(before.smart && { smart: before.smart }) };
  };
};
