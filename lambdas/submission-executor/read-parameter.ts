import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

const client = new SSMClient({});

/** The value of a parameter, decrypted. @throws Error when it has none */
export async function readParameter(name: string): Promise<string> {
  const { Parameter: parameter } = await client.send(
    new GetParameterCommand({ Name: name, WithDecryption: true }),
  );
  if (parameter?.Value === undefined) throw new Error(`the parameter ${name} has no value`);
  return parameter.Value;
}
