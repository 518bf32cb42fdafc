import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import { LambdaError, type LambdaPort } from '../lambda-port.ts';
import { readRestRoute } from '../rest-routes.ts';

/** Synchronous payloads end at 6 MB, asynchronous ones at 1 MB (Lambda quotas, 2026). */
const LIMIT_BYTES = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

/** Lambda's API: invocation and description. Functions themselves are run by the function host behind `port`. */
export function makeLambdaApi(port: () => LambdaPort): AwsService {
  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const { operation, name } = readRestRoute('lambda', call.method, call.path);
    try {
      switch (operation) {
        case 'Invoke':
          return await invoke(port(), call, name);
        case 'GetFunctionConfiguration':
          return json(port().getConfiguration(name));
        default:
          throw new UnservedOperation('lambda', operation);
      }
    } catch (error) {
      if (error instanceof LambdaError)
        throw new AwsError(error.code, error.message, error.statusCode, error.details);
      throw error;
    }
  };
  return { handle };
}

async function invoke(port: LambdaPort, call: AwsCall, functionName: string): Promise<AwsResponse> {
  const type = String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type !== 'RequestResponse' && type !== 'Event')
    throw new AwsError('InvalidParameterValueException', `Unknown invocation type ${type}`);
  if (call.body.length > LIMIT_BYTES[type])
    throw new AwsError(
      'RequestTooLargeException',
      `${call.body.length} byte payload is too large for the ${type} invocation type (limit ${LIMIT_BYTES[type]} bytes)`,
      413,
    );
  const result = await port.invoke({ functionName, invocationType: type, payload: call.body });
  return {
    status: result.statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': result.requestId,
      'x-amz-executed-version': result.executedVersion,
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
    },
    body: Buffer.from(result.payload),
  };
}

function json(value: unknown, status = 200): AwsResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
