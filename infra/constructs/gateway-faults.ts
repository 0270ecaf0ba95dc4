import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { bodyLimit } from '../../functions/contract/body-limit.ts';
import { faultCodes } from '../../functions/contract/fault-codes.ts';

/**
 * What API Gateway answers without the function, or when that fails. It is a fault, because programs that speak XML-RPC read
 * nothing else, and has HTTP 200, because they read no fault with another status.
 */
const FAULTS = [
  {
    type: ResponseType.THROTTLED,
    code: faultCodes.system,
    text: 'There are too many calls at once. Nothing was sent. Try again.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    code: faultCodes.notXmlRpc,
    text: `The document is larger than ${bodyLimit} bytes. Nothing was sent.`,
  },
  {
    // The function found no room, crashed in the middle of a call, or timed out: API Gateway does not distinguish these.
    type: ResponseType.DEFAULT_5XX,
    code: faultCodes.transport,
    text:
      'The service has no room for the call, or its answer was lost, so a message may have been sent. Repeat the call only ' +
      'if it has an Idempotency-Key, which sends nothing twice. Otherwise find out first.',
  },
] as const;

/** Has the API answer in XML-RPC when the function does not answer. */
export function answerWithFaults(api: RestApi): void {
  for (const { type, code, text } of FAULTS) {
    const document = faultDocument(code, text);
    api.addGatewayResponse(`Fault${type.responseType}`, {
      type,
      statusCode: '200',
      responseHeaders: { 'Content-Type': "'text/xml; charset=utf-8'", 'Cache-Control': "'no-store'" },
      // API Gateway uses the first whatever the caller accepts. The second is there in case that changes.
      templates: { 'application/json': document, 'text/xml': document },
    });
  }
}

/** For texts without characters that XML has to escape. (The functions' encoder must not run in other people's synthesis.) */
const faultDocument = (code: number, text: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?><methodResponse><fault><value><struct>' +
  `<member><name>faultCode</name><value><int>${code}</int></value></member>` +
  `<member><name>faultString</name><value><string>${text}</string></value></member>` +
  '</struct></value></fault></methodResponse>';
