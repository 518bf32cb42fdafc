import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import type { LambdaPort } from '../lambda-port.ts';
import { readRestRoute } from '../rest-routes.ts';

/** Lambda's API: invocation and description. Functions themselves are run by the function host behind `port`. */
export function makeLambdaApi(port: () => LambdaPort): AwsService {
  return {
    handle: async (call) => {
      const { operation, name } = readRestRoute('lambda', call.method, call.path);
      if (operation === 'Invoke') return invoke(port(), call, name);
      if (operation !== 'GetFunctionConfiguration') throw new UnservedOperation('lambda', operation);
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(port().getConfiguration(name)),
      };
    },
  };
}

async function invoke(port: LambdaPort, call: AwsCall, functionName: string): Promise<AwsResponse> {
  const type = String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (type !== 'RequestResponse' && type !== 'Event')
    throw new AwsError('InvalidParameterValueException', `Unknown invocation type ${type}`);
  const result = await port.invoke({ functionName, invocationType: type, payload: call.body });
  return {
    status: result.statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': result.requestId,
      'x-amz-executed-version': '$LATEST',
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
    },
    body: Buffer.from(result.payload),
  };
}
