import { useRef, useState } from 'preact/hooks';

export interface Action<Input, Output> {
  /** Runs the action unless it is running. Resolves to `undefined` if it was running or has failed. */
  readonly run: (input: Input) => Promise<Output | undefined>;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly clear: () => void;
}

/** What a button does. While it runs, pressing again does nothing. */
export const useAction = <Input, Output>(act: (input: Input) => Promise<Output>): Action<Input, Output> => {
  const [state, setState] = useState<{ isBusy: boolean; error: unknown }>({ isBusy: false, error: undefined });
  const isBusy = useRef(false);
  const run = async (input: Input): Promise<Output | undefined> => {
    if (isBusy.current) return undefined;
    isBusy.current = true;
    setState({ isBusy: true, error: undefined });
    try {
      const output = await act(input);
      setState({ isBusy: false, error: undefined });
      return output;
    } catch (error) {
      setState({ isBusy: false, error });
      return undefined;
    } finally {
      isBusy.current = false;
    }
  };
  return { run, ...state, clear: () => setState({ isBusy: false, error: undefined }) };
};
