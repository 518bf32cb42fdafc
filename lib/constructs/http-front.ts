import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MOVED_METHODS, MOVED_PATHS } from '../../core/api/moved-routes.ts';
import { routes } from '../../core/api/routes.ts';
import { openRouteThrottleOf, throttleOf } from '../../core/api/throttle.ts';
import type { StageConfig } from '../../core/config/stage-config.ts';
import { metricNamespace, metricTable } from '../naming.ts';
import type { UsersOfStage } from './identity.ts';

/** What anybody may ask without a token, by the API's own table: is it alive, where to log in, what does it offer. */
export const openRoutes: readonly string[] = Object.values(routes)
  .filter(({ roles }) => roles === 'anyone')
  .map(({ path }) => path);

/** What reads and changes nothing. */
const READING = [HttpMethod.GET, HttpMethod.HEAD];

export interface HttpFrontProps {
  readonly config: StageConfig;
  readonly users: UsersOfStage;
  readonly handler: IFunction;
}

/**
 * The HTTP API. The gateway checks the token, throttles and logs; which groups may do what is the function's to say, since
 * JWT authorizers know scopes and not groups.
 */
export class HttpFront extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: HttpFrontProps) {
    super(scope, id);
    const { api: settings, retentionDays } = props.config;
    const throttle = throttleOf(settings.participants);
    this.api = new HttpApi(this, 'Api', {
      description: `Assize ${props.config.stage}`,
      createDefaultStage: false,
      ...(settings.corsOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: [...settings.corsOrigins],
          allowMethods: [
            CorsHttpMethod.GET,
            CorsHttpMethod.POST,
            CorsHttpMethod.PUT,
            CorsHttpMethod.PATCH,
            CorsHttpMethod.DELETE,
          ],
          allowHeaders: [
            'authorization',
            'content-type',
            'idempotency-key',
            'if-match',
            'if-none-match',
            'prefer',
          ],
          exposeHeaders: [
            'etag',
            'location',
            'preference-applied',
            'ratelimit',
            'ratelimit-policy',
            'retry-after',
          ],
          maxAge: Duration.hours(1),
        },
      }),
    });
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: retentionDays.logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Functions do not see whom the authorizer turns away. As many of these as the configuration says weigh as much as a signal.
    logs.addMetricFilter('Unauthorized', {
      filterPattern: FilterPattern.stringValue('$.status', '=', '401'),
      metricNamespace,
      metricName: metricTable.securitySignals.name,
      metricValue: String(Math.ceil(1e6 / props.config.signals.unauthorized) / 1e6),
      dimensions: { stage: '$.stage' },
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: throttle.rate, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        // No user name: who asked is in the function's own log.
        format: AccessLogFormat.custom(
          JSON.stringify({
            stage: props.config.stage,
            requestId: '$context.requestId',
            at: '$context.requestTime',
            ip: '$context.identity.sourceIp',
            method: '$context.httpMethod',
            route: '$context.routeKey',
            path: '$context.path',
            status: '$context.status',
            responseLength: '$context.responseLength',
            latencyMs: '$context.responseLatency',
            error: '$context.error.message',
          }),
        ),
      },
    });

    const integration = new HttpLambdaIntegration('Function', props.handler);
    const { poolId, clientId, machines } = props.users;
    const authorizer = new HttpUserPoolAuthorizer('Users', UserPool.fromUserPoolId(this, 'Pool', poolId), {
      // Access tokens of Cognito have no audience: the gateway then reads their client_id.
      userPoolClients: [
        UserPoolClient.fromUserPoolClientId(this, 'PoolClient', clientId),
        ...machines.map((machine) =>
          UserPoolClient.fromUserPoolClientId(this, `Machine-${machine.name}`, machine.clientId),
        ),
      ],
    });
    // Methods one by one and not ANY: ANY would catch the preflights, which carry no token, and refuse them. A GET route takes
    // no HEAD. What no operation has (PUT, DELETE) comes too, so that the function says which methods there are.
    this.api.addRoutes({
      path: '/v1/{proxy+}',
      methods: [...READING, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE],
      integration,
      authorizer,
    });
    // A redirect tells nothing: whoever follows it is asked for a token there.
    const withoutToken = [
      ...openRoutes.map((path) => ({ path, methods: READING })),
      ...MOVED_PATHS.map((path) => ({
        path,
        methods: MOVED_METHODS.map((method) => HttpMethod[method]),
      })),
    ];
    const open = withoutToken.flatMap(({ path, methods }) =>
      this.api.addRoutes({ path, methods, integration, authorizer: new HttpNoneAuthorizer() }),
    );
    // A bucket of its own for each route that anybody may ask: a flood there takes nothing of the stage's. Settings of a
    // route that is not there yet would fail the stage.
    const { rate, burst } = openRouteThrottleOf(settings.participants);
    stage.node.addDependency(...open);
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      withoutToken.flatMap(({ path, methods }) =>
        methods.map((method) => [
          `${method} ${path}`,
          { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
        ]),
      ),
    );
  }
}
