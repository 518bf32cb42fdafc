import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../http-types.ts';
import { hashPassword, type Pool, type User } from './state.ts';

type Input = Readonly<Record<string, unknown>>;

const attributesSchema = z.array(z.object({ Name: z.string(), Value: z.string().default('') })).default([]);
const createUserSchema = z.object({
  Username: z.string().min(1).max(128),
  TemporaryPassword: z.string().optional(),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  UserAttributes: attributesSchema,
});
const setPasswordSchema = z.object({
  Username: z.string(),
  Password: z.string(),
  Permanent: z.boolean().default(false),
});
const memberSchema = z.object({ Username: z.string(), GroupName: z.string() });

/** Reads an input by its schema. Throws InvalidParameterException that names the field. */
export function readInput<T extends z.ZodType>(schema: T, input: Input): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError(
    'InvalidParameterException',
    `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'invalid'}`,
  );
}

/** Names under which users are kept: pools without case treat names alike. */
export function keyOf(pool: Pool, username: string): string {
  const { CaseSensitive } = (pool.settings['UsernameConfiguration'] ?? {}) as { CaseSensitive?: boolean };
  return CaseSensitive === false ? username.toLowerCase() : username;
}

/** The user of that name. Throws UserNotFoundException. */
export function findUser(pool: Pool, username: unknown): User {
  const user = pool.users[keyOf(pool, String(username))];
  if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
  return user;
}

/** What passwords must have where the policy does not waive it. */
const CHARACTERS: readonly (readonly [rule: string, pattern: RegExp, fault: string])[] = [
  ['RequireUppercase', /[A-Z]/, 'Password must have uppercase characters'],
  ['RequireLowercase', /[a-z]/, 'Password must have lowercase characters'],
  ['RequireNumbers', /\d/, 'Password must have numeric characters'],
  ['RequireSymbols', /[^A-Za-z0-9]/, 'Password must have symbol characters'],
];

/** Throws InvalidPasswordException in AWS's words for a password below the pool's policy. */
export function checkPassword(pool: Pool, password: string): void {
  const { PasswordPolicy: policy = {} } = (pool.settings['Policies'] ?? {}) as {
    PasswordPolicy?: Record<string, unknown>;
  };
  const broken =
    password.length < Number(policy['MinimumLength'] ?? 8)
      ? 'Password not long enough'
      : CHARACTERS.find(([rule, pattern]) => policy[rule] !== false && !pattern.test(password))?.[2];
  if (broken !== undefined)
    throw new AwsError('InvalidPasswordException', `Password did not conform with policy: ${broken}`);
}

/** Gives whoever has not logged in yet another first password; one that was not named is told by a mail that is not sent here. */
function renewPassword(pool: Pool, username: string, password: string | undefined): User {
  const user = findUser(pool, username);
  if (user.status !== 'FORCE_CHANGE_PASSWORD')
    throw new AwsError(
      'UnsupportedUserStateException',
      `Resend not possible. ${username} status is not FORCE_CHANGE_PASSWORD`,
    );
  if (password === undefined) delete user.password;
  else {
    checkPassword(pool, password);
    user.password = hashPassword(password);
  }
  return user;
}

const describe = ({ username, status }: User) => ({
  User: { Username: username, Enabled: true, UserStatus: status },
});

type Act = (pool: Pool, input: Input) => object;

/** Operations on the users of one pool; the caller saves the state. */
export const USER_OPERATIONS: Readonly<Record<string, Act>> = {
  AdminCreateUser: (pool, input) => {
    const { Username, TemporaryPassword, MessageAction, UserAttributes } = readInput(createUserSchema, input);
    if (MessageAction === 'RESEND') return describe(renewPassword(pool, Username, TemporaryPassword));
    const key = keyOf(pool, Username);
    if (pool.users[key] !== undefined)
      throw new AwsError('UsernameExistsException', 'User account already exists');
    if (TemporaryPassword !== undefined) checkPassword(pool, TemporaryPassword);
    const user: User = {
      username: key,
      sub: randomUUID(),
      status: 'FORCE_CHANGE_PASSWORD',
      attributes: Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value])),
      groups: [],
      ...(TemporaryPassword === undefined ? {} : { password: hashPassword(TemporaryPassword) }),
    };
    pool.users[key] = user;
    return describe(user);
  },
  AdminGetUser: (pool, input) => {
    const { username, status, sub, attributes } = findUser(pool, input['Username']);
    return {
      Username: username,
      Enabled: true,
      UserStatus: status,
      UserAttributes: Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
    };
  },
  AdminSetUserPassword: (pool, input) => {
    const { Username, Password, Permanent } = readInput(setPasswordSchema, input);
    const user = findUser(pool, Username);
    checkPassword(pool, Password);
    user.password = hashPassword(Password);
    user.status = Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
    return {};
  },
  AdminAddUserToGroup: (pool, input) => {
    const { Username, GroupName } = readInput(memberSchema, input);
    const user = findUser(pool, Username);
    if (pool.groups[GroupName] === undefined)
      throw new AwsError('ResourceNotFoundException', 'Group not found.');
    user.groups = [...new Set([...user.groups, GroupName])];
    return {};
  },
};
