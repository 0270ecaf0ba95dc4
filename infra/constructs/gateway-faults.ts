import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { bodyLimit } from '../../functions/contract/body-limit.ts';
import { faultCodes } from '../../functions/contract/fault-codes.ts';

/**
 * What API Gateway answers without our function, or when that fails: a fault, because programs that speak XML-RPC read
 * nothing else, and HTTP 200, because they read no fault that comes with another status.
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
    // No room for the function, its end in the midst of a call, no answer in time: API Gateway does not tell them apart.
    type: ResponseType.DEFAULT_5XX,
    code: faultCodes.transport,
    text:
      'The service has no room for the call, or its answer was lost, so a message may have been sent. Repeat the call only ' +
      'if it has an Idempotency-Key, which sends nothing twice. Otherwise find out first.',
  },
] as const;

/** Has the API answer in XML-RPC where our function does not answer. */
export function answerWithFaults(api: RestApi): void {
  for (const { type, code, text } of FAULTS) {
    const document = faultDocument(code, text);
    api.addGatewayResponse(`Fault${type.responseType}`, {
      type,
      statusCode: '200',
      responseHeaders: { 'Content-Type': "'text/xml; charset=utf-8'", 'Cache-Control': "'no-store'" },
      // The first whatever the caller accepts; the second in case that counts.
      templates: { 'application/json': document, 'text/xml': document },
    });
  }
}

/** Of texts without characters that XML has to escape: the functions' encoder is not for other people's synthesis. */
const faultDocument = (code: number, text: string): string =>
  '<?xml version="1.0" encoding="UTF-8"?><methodResponse><fault><value><struct>' +
  `<member><name>faultCode</name><value><int>${code}</int></value></member>` +
  `<member><name>faultString</name><value><string>${text}</string></value></member>` +
  '</struct></value></fault></methodResponse>';
