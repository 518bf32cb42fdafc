import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { DEAD_LETTER_QUEUES } from '../../core/operations/dead-letter-queues.ts';
import { Alarms } from '../constructs/alarms.ts';
import { ExamDayDashboard } from '../constructs/exam-day-dashboard.ts';
import { functionNames } from '../constructs/function-limits.ts';
import { StageStack, type StageStackProps } from '../constructs/stage-stack.ts';

/** What watches the rest: one dashboard, a few alarms, a budget. */
export class ObservabilityStack extends StageStack {
  constructor(scope: Construct, props: StageStackProps) {
    super(scope, 'Observability', 'Assize: dashboard of exam day, alarms and budget', props);
    const { config, shared } = this;

    const queues = [
      {
        title: 'Fleet submissions',
        name: shared.read('fleet-submissions-queue-name'),
        deadLettersName: shared.read('fleet-submissions-dead-letters-name'),
      },
      {
        title: 'Hosted submissions',
        name: shared.read('hosted-submissions-queue-name'),
        deadLettersName: shared.read('hosted-submissions-dead-letters-name'),
      },
      {
        title: 'Package uploads',
        name: shared.read('package-uploads-queue-name'),
        deadLettersName: shared.read('package-uploads-dead-letters-name'),
      },
    ];
    const functions = Object.fromEntries(
      functionNames.map((name): [string, string] => [name, shared.read(`${name}-function-name`)]),
    );
    const alarms = new Alarms(this, 'Alarms', {
      stage: config.stage,
      ...(config.alarmEmail === undefined ? {} : { email: config.alarmEmail }),
      workQueues: queues.map(({ name }) => name),
      deadLetterQueues: Object.values(DEAD_LETTER_QUEUES).map(({ parameter }) => shared.read(parameter)),
    });
    new ExamDayDashboard(this, 'ExamDay', {
      config,
      apiId: shared.read('api-id'),
      queues,
      functions,
      tables: {
        sessions: shared.read('sessions-table-name'),
        submissions: shared.read('submissions-table-name'),
        metrics: shared.read('metrics-table-name'),
      },
      alarms: alarms.all,
    });
    this.#watchSpending(alarms);
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
