import type { XmlRpcValue } from '../xmlrpc/value.ts';
import { InvalidParamsError, MethodNotFoundError } from './errors.ts';
import { login, type Method, type Methods } from './method.ts';
import { readText } from './params.ts';

type SystemMethod = (params: readonly XmlRpcValue[]) => XmlRpcValue;

/**
 * The usual introspection of XML-RPC servers, without login. There is no `system.multicall`, because a single request
 * could try many passwords with it.
 */
export const systemMethods = (methods: Methods): ReadonlyMap<string, SystemMethod> => {
  const methodNamed = ([name, ...surplus]: readonly XmlRpcValue[]): Method | SystemDescription => {
    if (surplus.length > 0) throw new InvalidParamsError('The method takes one parameter, the name of a method.');
    const wanted = readText(name, 'methodName');
    const method = methods.get(wanted) ?? descriptions.get(wanted);
    if (method === undefined) throw new MethodNotFoundError();
    return method;
  };
  return new Map<string, SystemMethod>([
    ['system.listMethods', () => [...methods.keys(), ...descriptions.keys()]],
    ['system.methodSignature', (params) => signaturesOf(methodNamed(params))],
    ['system.methodHelp', (params) => methodNamed(params).help],
  ]);
};

interface SystemDescription {
  readonly signature: readonly string[];
  readonly help: string;
}

const descriptions: ReadonlyMap<string, SystemDescription> = new Map([
  ['system.listMethods', { signature: ['array'], help: 'The names of all methods.' }],
  [
    'system.methodSignature',
    {
      signature: ['array', 'string'],
      help: 'The signatures of a method: each the type of the result and of each parameter.',
    },
  ],
  ['system.methodHelp', { signature: ['string', 'string'], help: 'What a method does.' }],
]);

/**
 * One signature for each way to call the method: with a string or an array, and with more and more optional parameters.
 */
const signaturesOf = (method: Method | SystemDescription): readonly (readonly string[])[] => {
  if ('signature' in method) return [method.signature];
  let open: string[][] = [[method.returns]];
  const complete: string[][] = [];
  for (const { isList = false, isOptional = false } of [...login, ...method.parameters]) {
    if (isOptional) complete.push(...open);
    const types = isList ? ['string', 'array'] : ['string'];
    open = open.flatMap((signature) => types.map((type) => [...signature, type]));
  }
  return [...complete, ...open];
};
