import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import type { QueueName } from '../../core/metrics/dashboards.ts';
import { type FunctionName, functionNames } from '../../core/metrics/function-names.ts';
import { DEAD_LETTER_QUEUES } from '../../core/operations/dead-letter-queues.ts';
import { Alarms } from '../constructs/alarms.ts';
import { Dashboards } from '../constructs/dashboards.ts';
import { StageStack, type StageStackProps } from '../constructs/stage-stack.ts';

/** What watches the rest: a few alarms, a budget, and the dashboards where the stage has them. */
export class ObservabilityStack extends StageStack {
  constructor(scope: Construct, props: StageStackProps) {
    super(scope, 'Observability', 'Assize: dashboards, alarms and budget', props);
    const { config, shared } = this;

    const alarms = new Alarms(this, 'Alarms', {
      stage: config.stage,
      ...(config.alarmEmail === undefined ? {} : { email: config.alarmEmail }),
      ...(config.pagerUrl === undefined ? {} : { pagerUrl: config.pagerUrl }),
      ...(config.runbookUrl === undefined ? {} : { runbookUrl: config.runbookUrl }),
      deadLetterQueues: Object.values(DEAD_LETTER_QUEUES).map(({ parameter }) => shared.read(parameter)),
    });
    if (config.dashboards) this.#drawDashboards(alarms);
    this.#watchSpending(alarms);
  }

  #drawDashboards({ all }: Alarms): void {
    const { config, shared } = this;
    const queue = (name: QueueName) => ({
      name: shared.read(`${name}-queue-name`),
      deadLettersName: shared.read(`${name}-dead-letters-name`),
    });
    new Dashboards(this, 'Dashboards', {
      stage: config.stage,
      alarms: all,
      ...(config.runbookUrl === undefined ? {} : { runbookUrl: config.runbookUrl }),
      watchable: {
        apiId: shared.read('api-id'),
        queues: {
          'fleet-submissions': queue('fleet-submissions'),
          'hosted-submissions': queue('hosted-submissions'),
          'package-uploads': queue('package-uploads'),
        },
        functions: Object.fromEntries(
          functionNames.map((name) => [name, shared.read(`${name}-function-name`)]),
        ) as Record<FunctionName, string>,
        tables: {
          sessions: shared.read('sessions-table-name'),
          submissions: shared.read('submissions-table-name'),
          metrics: shared.read('metrics-table-name'),
        },
      },
    });
  }

  /**
   * The account's whole bill, not what carries our tag: a budget by tag stays at zero, and silent, until somebody has
   * activated the tag for cost allocation.
   */
  #watchSpending(alarms: Alarms): void {
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers: [{ subscriptionType: 'SNS', address: alarms.topic.topicArn }],
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: this.config.budgetUsd.month, unit: 'USD' },
      },
      notificationsWithSubscribers: [tell('ACTUAL', 80), tell('FORECASTED', 100)],
    });
    // Budgets tries the topic when it is made.
    budget.node.addDependency(alarms.topic);
  }
}
