import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { PropertyType, ResourceProperties } from '@aws-cdk/service-spec-types';
import { describe, expect, it } from 'vitest';
import { stages } from '../../core/config/stages.ts';
import { buildApp, readTemplate } from './synthesize.ts';

/*
 * A second opinion on the templates: AWS's current specification of resources, read here property by property. The rules
 * inside aws-cdk-lib (validation.test.ts) are another reading of it, as old as that release.
 */

const db = await loadAwsServiceSpec();

/** CloudFormation fills these in when it deploys: their type is what it makes of them. */
function isIntrinsic(value: unknown): boolean {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && /^(Ref|Fn::)/.test(keys[0]!);
}

/** Faults of one value against one of the types that its property may have. */
function checkValue(value: unknown, type: PropertyType, at: string): string[] {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'string':
    case 'date-time':
      return typeof value === 'object' ? [`${at}: a string, not ${JSON.stringify(value)}`] : [];
    case 'number':
    case 'integer':
      return Number.isFinite(Number(value)) && typeof value !== 'object' && value !== ''
        ? type.type === 'integer' && !Number.isInteger(Number(value))
          ? [`${at}: a whole number, not ${value}`]
          : []
        : [`${at}: a number, not ${JSON.stringify(value)}`];
    case 'boolean':
      return value === true || value === false || value === 'true' || value === 'false'
        ? []
        : [`${at}: a boolean, not ${JSON.stringify(value)}`];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((one, index) => checkValue(one, type.element, `${at}.${index}`))
        : [`${at}: a list`];
    case 'map':
      return isMap(value)
        ? Object.entries(value).flatMap(([key, one]) => checkValue(one, type.element, `${at}.${key}`))
        : [`${at}: a map`];
    case 'ref':
      return isMap(value)
        ? checkProperties(value, db.get('typeDefinition', type.reference.$ref).properties, at)
        : [`${at}: an object`];
    case 'union': {
      const readings = type.types.map((one) => checkValue(value, one, at));
      return readings.find((faults) => faults.length === 0) ?? readings[0] ?? [];
    }
    case 'tag':
      return isMap(value) && Object.keys(value).sort().join() === 'Key,Value' ? [] : [`${at}: a tag`];
    case 'null':
      return value === null ? [] : [`${at}: nothing`];
    case 'json':
      return [];
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkProperties(values: Record<string, unknown>, known: ResourceProperties, at: string): string[] {
  const lacking = Object.entries(known)
    .filter(([name, { required }]) => required === true && values[name] === undefined)
    .map(([name]) => `${at}: lacks ${name}`);
  const wrong = Object.entries(values).flatMap(([name, value]) => {
    const property = known[name];
    if (property === undefined) return [`${at}: there is no ${name}`];
    const readings = [property.type, ...(property.previousTypes ?? [])].map((type) =>
      checkValue(value, type, `${at}.${name}`),
    );
    return readings.find((faults) => faults.length === 0) ?? readings[0]!;
  });
  return [...lacking, ...wrong];
}

/** Everything that AWS's specification has against a resource. */
function checkResource(type: string, properties: Record<string, unknown>, at: string): string[] {
  if (type.startsWith('Custom::')) return [];
  const [resource] = db.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource === undefined) return [`${at}: AWS has no ${type}`];
  return checkProperties(properties, resource.properties, at);
}

describe('templates, by AWS’s specification of resources', () => {
  it.each(stages)('has nothing against those of stage %s', (stage) => {
    const machines = [{ name: 'lms', scopes: ['sessions.read' as const], owners: ['ada'] }];
    const { stacks } = buildApp(stage, { alarmEmail: 'alarms@example.edu', machines });
    const resources = Object.values(stacks).flatMap((stack) =>
      Object.entries(readTemplate(stack).json.Resources).map(([id, resource]) => ({
        ...resource,
        at: `${stack.stackName}/${id}`,
      })),
    );
    expect(resources.length).toBeGreaterThan(100);
    expect(resources.flatMap(({ Type, Properties = {}, at }) => checkResource(Type, Properties, at))).toEqual(
      [],
    );
  });

  it('would say so: names, required properties and types', () => {
    expect(checkResource('AWS::SQS::Cube', {}, 'x')).toEqual(['x: AWS has no AWS::SQS::Cube']);
    expect(checkResource('AWS::SQS::Queue', { VisibilityTimeout: 'soon', Colour: 'red' }, 'x')).toEqual([
      'x.VisibilityTimeout: a number, not "soon"',
      'x: there is no Colour',
    ]);
    expect(checkResource('AWS::EC2::Subnet', { CidrBlock: '10.0.0.0/24' }, 'x')).toEqual(['x: lacks VpcId']);
  });
});
