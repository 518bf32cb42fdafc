import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ConfigError, readStageConfig } from '../../core/config/stage-config.ts';
import { fullScope, SCOPE_NAMES } from '../../core/exam/machine.ts';
import { acknowledgeFindings } from '../../lib/acknowledgements.ts';
import { render } from './render.ts';
import { buildApp, readTemplate } from './synthesize.ts';

const machines = [
  { name: 'lms', scopes: ['sessions.read' as const, 'results.read' as const], owners: ['ada', 'bob'] },
  { name: 'exam-office', scopes: ['rosters.read' as const], owners: ['group:instructor'] },
];
const { app, stacks } = buildApp('dev', { machines });
const data = readTemplate(stacks.data);
const application = readTemplate(stacks.application);
const clients = Object.values(data.template.findResources('AWS::Cognito::UserPoolClient')).map(
  ({ Properties }) => Properties as Record<string, unknown>,
);

describe('machines of a stage', () => {
  it('are clients with a secret that get tokens by client credentials, and log nobody in', () => {
    const [lms, office, ...rest] = clients.filter(({ GenerateSecret }) => GenerateSecret === true);
    expect(rest).toEqual([]);
    expect(lms).toMatchObject({
      ClientName: 'lms',
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthFlowsUserPoolClient: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AccessTokenValidity: 60,
    });
    expect(lms).not.toHaveProperty('CallbackURLs');
    const scopesOf = (client: Record<string, unknown> = {}) =>
      (client['AllowedOAuthScopes'] as unknown[])
        .map(render)
        .map((scope) => scope.replace(/^\{\w+\}/, 'assize'));
    expect(scopesOf(lms)).toEqual(['assize/sessions.read', 'assize/results.read']);
    expect(scopesOf(office)).toEqual(['assize/rosters.read']);
  });

  it('leave the client of people without a way to the domain', () => {
    const [people] = clients.filter(({ GenerateSecret }) => GenerateSecret === false);
    expect(people).toMatchObject({ AllowedOAuthFlowsUserPoolClient: false });
    expect(people).not.toHaveProperty('AllowedOAuthFlows');
  });

  it('have the scopes that the API asks for, and a domain that is nobody else’s', () => {
    data.template.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'assize',
      Scopes: SCOPE_NAMES.map((ScopeName) => Match.objectLike({ ScopeName })),
    });
    const [domain] = Object.values(data.template.findResources('AWS::Cognito::UserPoolDomain'));
    expect(render(domain?.['Properties'].Domain)).toBe('assize-dev-{AccountId}');
    expect(fullScope('sessions.read')).toBe('assize/sessions.read');
  });

  it('are in the audience of the gateway, and the function knows for whom they act', () => {
    const [authorizer] = Object.values(application.template.findResources('AWS::ApiGatewayV2::Authorizer'));
    expect(authorizer?.['Properties'].JwtConfiguration.Audience.map(render)).toEqual([
      '{SharedUserPoolClientId}',
      '{SharedMachineLmsClientId}',
      '{SharedMachineExamOfficeClientId}',
    ]);
    const functions = Object.values(application.template.findResources('AWS::Lambda::Function'));
    const [environment] = functions.flatMap(({ Properties }) =>
      Properties.Environment?.Variables?.MACHINES === undefined ? [] : [Properties.Environment.Variables],
    );
    expect(JSON.parse(render(environment.MACHINES))).toEqual([
      { name: 'lms', owners: ['ada', 'bob'], clientId: '{SharedMachineLmsClientId}' },
      { name: 'exam-office', owners: ['group:instructor'], clientId: '{SharedMachineExamOfficeClientId}' },
    ]);
    expect(render(environment.TOKEN_DOMAIN)).toBe('assize-dev-{AccountId}');
  });

  it('are told of after a deploy, without their secrets', () => {
    const told = Object.fromEntries(
      Object.entries(application.json.Outputs ?? {}).map(([id, { Value }]) => [id, render(Value)]),
    );
    expect(told['TokenUrl']).toBe(
      'https://assize-dev-{AccountId}.auth.{Region}.amazoncognito.com/oauth2/token',
    );
    expect(told['MachineExamOffice']).toContain('--client-id {SharedMachineExamOfficeClientId} --query');
    expect(JSON.stringify([data.json, application.json])).not.toContain('ClientSecret"');
  });

  it('need no finding of the rules to be acknowledged', () => {
    expect(() => acknowledgeFindings(app, 'dev')).not.toThrow();
  });
});

describe('a stage without machines', () => {
  it('has no domain, no resource server and nobody else in the audience', () => {
    const without = buildApp('dev').stacks;
    const { template } = readTemplate(without.data);
    for (const type of ['AWS::Cognito::UserPoolDomain', 'AWS::Cognito::UserPoolResourceServer'])
      template.resourceCountIs(type, 0);
    template.resourceCountIs('AWS::Cognito::UserPoolClient', 1);
    const told = Object.keys(readTemplate(without.application).json.Outputs ?? {});
    expect(told.filter((id) => /TokenUrl|Machine/.test(id))).toEqual([]);
  });
});

describe('a configuration that cannot be', () => {
  const [lms] = machines;
  it.each([
    [
      'a scope that there is not',
      [{ ...lms!, scopes: ['sessions.delete'] }],
      'a scope is one of sessions.read',
    ],
    ['no scope', [{ ...lms!, scopes: [] }], 'a machine without a scope may do nothing'],
    ['no owner', [{ ...lms!, owners: [] }], 'name owners'],
    [
      'a group for an owner',
      [{ ...lms!, owners: ['group:operator'] }],
      'an owner is a user name, or group:instructor',
    ],
    ['a name in capitals', [{ ...lms!, name: 'LMS' }], 'lower-case letters'],
    ['two of one name', [lms!, lms!], 'two machines have one name'],
    [
      'more owners than an environment holds',
      [{ ...lms!, owners: Array.from({ length: 300 }, (_, at) => `teacher-${at}`) }],
      'allow a machine group:instructor',
    ],
    ['a field that is none', [{ ...lms!, secret: 'x' }], 'secret'],
  ])('%s is refused, with the fix', (_, wrong, said) => {
    const read = () => readStageConfig('dev', { machines: wrong as never });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(said);
  });
});
