import { useEffect, useRef, useState } from 'preact/hooks';
import { useGateway } from './use-gateway.ts';

export interface Setting<T> {
  /** The choice, even before the gateway has it. */
  readonly shown: T;
  /** Called while the person is still choosing. */
  readonly show: (value: T) => void;
  readonly change: (value: T) => void;
  /** Why the last change failed. */
  readonly problem: string | undefined;
}

/** A setting of the gateway. Changes are made one after the other, and the last one counts. */
export const useSetting = <T>(actual: T, set: (value: T) => Promise<unknown>): Setting<T> => {
  const { look } = useGateway();
  const [chosen, show] = useState<T | undefined>();
  const [problem, setProblem] = useState<string>();
  const changes = useRef(Promise.resolve());
  // Once the gateway has another value, the page shows that.
  useEffect(() => show(undefined), [actual]);

  const change = (value: T) => {
    show(value);
    setProblem(undefined);
    changes.current = changes.current
      .then(() => set(value))
      .then(look, (error: unknown) => {
        show(undefined);
        setProblem(error instanceof Error ? error.message : String(error));
      });
  };
  return { shown: chosen ?? actual, show, change, problem };
};
