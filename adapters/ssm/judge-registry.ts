import {
  DeleteParameterCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  paginateDescribeParameters,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import {
  JUDGE_TAGS,
  type JudgeRegistry,
  type RegisteredJudge,
  readRegistration,
} from '../../core/booking/registered-judge.ts';
import { classifyError, unless } from '../errors/classify-error.ts';

/** Registered judges as SSM parameters: the token is the value, everything else is in the tags. */
export class SsmJudgeRegistry implements JudgeRegistry {
  private readonly client: SSMClient;

  constructor(client: SSMClient) {
    this.client = client;
  }

  /** Reads no token: for that, see {@link readToken}. */
  async find(tokenParameter: string): Promise<RegisteredJudge | undefined> {
    const tags = await this.readTags(tokenParameter);
    const read = readRegistration(tokenParameter, tags);
    return 'judge' in read ? read.judge : undefined;
  }

  /**
   * A judge's token, and where alone it may be sent.
   * @throws Error saying what is wrong with the registration
   */
  async readToken(
    tokenParameter: string,
  ): Promise<{ readonly judge: RegisteredJudge; readonly token: string }> {
    const [tags, { Parameter: parameter }] = await Promise.all([
      this.readTags(tokenParameter),
      this.client.send(new GetParameterCommand({ Name: tokenParameter, WithDecryption: true })),
    ]);
    const read = readRegistration(tokenParameter, tags);
    if ('fault' in read) throw new Error(`the judge ${tokenParameter} is not well registered: ${read.fault}`);
    // A file that was stored as it is ends in a line feed.
    const token = parameter?.Value?.trim() ?? '';
    if (token === '') throw new Error(`the parameter ${tokenParameter} has no value`);
    return { judge: read.judge, token };
  }

  /**
   * Registers a judge, in place of an older registration of that name. The old one goes first: at no time does a token
   * stand beside another's place.
   */
  async register({ tokenParameter, origin, owners, reach }: RegisteredJudge, token: string): Promise<void> {
    await this.remove(tokenParameter);
    const tags = {
      [JUDGE_TAGS.origin]: origin,
      [JUDGE_TAGS.owners]: owners.join(' '),
      [JUDGE_TAGS.reach]: reach,
    };
    await this.client.send(
      new PutParameterCommand({
        Name: tokenParameter,
        Type: 'SecureString',
        Value: token,
        Description: 'Token of a Judge0 server for sessions of Assize',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  }

  /** @returns false when it was not there */
  async remove(tokenParameter: string): Promise<boolean> {
    const deleted = this.client.send(new DeleteParameterCommand({ Name: tokenParameter }));
    return (await unless('not-found', deleted, undefined)) !== undefined;
  }

  /** Every judge below a prefix, with what is wrong with those that cannot be used. */
  async list(
    prefix: string,
  ): Promise<
    readonly { readonly tokenParameter: string; readonly judge?: RegisteredJudge; readonly fault?: string }[]
  > {
    const names: string[] = [];
    const filter = { Key: 'Name', Option: 'BeginsWith', Values: [prefix] };
    for await (const page of paginateDescribeParameters(
      { client: this.client },
      { ParameterFilters: [filter] },
    ))
      names.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name));
    return await Promise.all(
      names.sort().map(async (tokenParameter) => ({
        tokenParameter,
        ...readRegistration(tokenParameter, await this.readTags(tokenParameter)),
      })),
    );
  }

  private async readTags(tokenParameter: string): Promise<ReadonlyMap<string, string>> {
    try {
      const { TagList = [] } = await this.client.send(
        new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: tokenParameter }),
      );
      return new Map(TagList.map(({ Key = '', Value = '' }) => [Key, Value]));
    } catch (error) {
      // Another stage's parameter is refused to us, and is not there for whoever asks.
      if (['not-found', 'denied'].includes(classifyError(error))) return new Map();
      throw error;
    }
  }
}
