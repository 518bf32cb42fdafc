import { cbor } from '@smithy/core/cbor';
import type { AwsError, AwsResponse, Protocol } from './http-types.ts';
import { escapeXml } from './xml.ts';

/**
 * The error as the protocol shapes it: `__type` in JSON 1.0 and 1.1, `ErrorResponse` in query, `Response/Errors` in
 * EC2, `Error` in S3, the `x-amzn-errortype` header in REST-JSON.
 */
export function renderError(protocol: Protocol, error: AwsError, requestId: string): AwsResponse {
  const { code, message, status } = error;
  switch (protocol) {
    case 'json-1.0':
    case 'json-1.1':
      return {
        status,
        headers: {
          'content-type': `application/x-amz-${protocol}`,
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': code,
        },
        body: JSON.stringify({
          __type: `com.amazon.coral.service#${code}`,
          message,
          Message: message,
          ...error.fields,
        }),
      };
    case 'rest-json':
      return {
        status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': code,
        },
        body: JSON.stringify({ message, Message: message, ...error.fields }),
      };
    case 'rpc-v2-cbor':
      return {
        status,
        headers: {
          'content-type': 'application/cbor',
          'smithy-protocol': 'rpc-v2-cbor',
          'x-amzn-requestid': requestId,
          'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}`,
        },
        body: Buffer.from(
          cbor.serialize({ __type: `com.amazonaws.cloudwatch#${code}`, message, ...error.fields }),
        ),
      };
    case 'query':
      return xml(
        status,
        requestId,
        `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(code)}</Code>` +
          `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 'ec2':
      return xml(
        status,
        requestId,
        `<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors>` +
          `<RequestID>${requestId}</RequestID></Response>`,
      );
    case 'rest-xml':
      return xml(
        status,
        requestId,
        `<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`,
      );
  }
}

function xml(status: number, requestId: string, body: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}
