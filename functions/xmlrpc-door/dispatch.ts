import type { AuthenticateLogin } from '../accounts/authenticate-login.ts';
import type { XmlRpcCall } from '../xmlrpc/decode.ts';
import type { XmlRpcValue } from '../xmlrpc/value.ts';
import { InvalidParamsError, LoginRejectedError, MethodNotFoundError } from './errors.ts';
import { type Caller, login, type Method, type Methods } from './method.ts';
import { readText } from './params.ts';
import { systemMethods } from './system.ts';

/** What the HTTP request says about a call. */
interface Origin extends Omit<Caller, 'account'> {
  /** The caller's IP address. */
  readonly source: string;
}

/** Carries out a call. `faultOf` turns its errors into faults. */
export type Dispatch = (call: XmlRpcCall, origin: Origin) => Promise<XmlRpcValue>;

export const createDispatch = (methods: Methods, authenticate: AuthenticateLogin): Dispatch => {
  const system = systemMethods(methods);

  return async ({ method: name, params }, { source, ...origin }) => {
    const systemMethod = system.get(name);
    if (systemMethod !== undefined) return systemMethod(params);
    const method = methods.get(name);
    if (method === undefined) throw new MethodNotFoundError();

    checkCount(method, params);
    const [user, pass, ...rest] = params;
    const attempt = { user: readText(user, 'user'), password: readText(pass, 'pass'), source };
    const account = await authenticate(attempt);
    if (account !== undefined) return method.call({ ...origin, account }, rest);
    if (method.answersFalse) return false;
    throw new LoginRejectedError();
  };
};

const checkCount = (method: Method, params: readonly XmlRpcValue[]): void => {
  const parameters = [...login, ...method.parameters];
  const required = parameters.filter(({ isOptional }) => !isOptional);
  if (params.length >= required.length && params.length <= parameters.length) return;
  const names = parameters.map(({ name, isOptional }) => (isOptional ? `[${name}]` : name));
  throw new InvalidParamsError(`The number of parameters is wrong. The method takes ${names.join(', ')}.`);
};
