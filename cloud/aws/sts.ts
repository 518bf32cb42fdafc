import { type AwsCall, type AwsResponse, type AwsService, UnservedOperation } from './http-types.ts';
import { callerArn } from './iam/authorize.ts';

/** STS: who am I. Roles are not assumed here; every function has a key of its own. */
export function makeSts(accountId: string): AwsService {
  return {
    handle: async (call: AwsCall): Promise<AwsResponse> => {
      if (call.operation !== 'GetCallerIdentity') throw new UnservedOperation('sts', call.operation);
      const arn = callerArn(call.principal, accountId);
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body:
          '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
          `<Arn>${arn}</Arn><UserId>${call.principal.accessKeyId}</UserId><Account>${accountId}</Account>` +
          '</GetCallerIdentityResult></GetCallerIdentityResponse>',
      };
    },
  };
}
