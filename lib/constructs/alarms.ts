import { Aws } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmName } from '../naming.ts';
import { alarmTable, pagerRow, runbookOf, type Watched } from './alarm-table.ts';

export interface AlarmsProps extends Watched {
  /** Who is written to of every alarm; nobody when absent. */
  readonly email?: string;
  /** What is called when the pager rings: an HTTPS address that confirms subscriptions of SNS. */
  readonly pagerUrl?: string;
  /** Where people find the runbooks: what descriptions link to. The folder of the repository when absent. */
  readonly runbookUrl?: string;
}

/**
 * The alarms of `alarmTable`, each of which writes to one topic, as the budget does; and the composite over those that cannot wait, which
 * has a topic of its own: who is woken is woken once, and by nothing that can wait.
 */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly pages: Topic;
  readonly all: readonly AlarmBase[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { stage, email, pagerUrl, runbookUrl } = props;
    this.topic = this.#openTopic('Topic', `Assize ${stage} alarms`, ['cloudwatch', 'budgets']);
    this.pages = this.#openTopic('Pages', `Assize ${stage} pager`, ['cloudwatch']);
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
    if (pagerUrl !== undefined) this.pages.addSubscription(new UrlSubscription(pagerUrl));
    const describe = (row: { readonly id: string; readonly means: string }) =>
      `${row.means}\n\nWhat to do: ${runbookOf(row.id, runbookUrl)}`;
    const alarms = alarmTable.map((row) => {
      const alarm = new Alarm(this, row.id, {
        alarmName: alarmName(stage, row.id),
        alarmDescription: describe(row),
        metric: row.metric(props),
        threshold: row.threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData:
          row.silenceRings === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      return { row, alarm };
    });
    const pager = new CompositeAlarm(this, pagerRow.id, {
      alarmDescription: describe(pagerRow),
      alarmRule: AlarmRule.anyOf(
        ...alarms.flatMap(({ row, alarm }) =>
          row.pages === true ? [AlarmRule.fromAlarm(alarm, AlarmState.ALARM)] : [],
        ),
      ),
    });
    for (const { alarm } of alarms) tell(alarm, this.topic);
    tell(pager, this.pages);
    this.all = [pager, ...alarms.map(({ alarm }) => alarm)];
  }

  #openTopic(id: string, displayName: string, publishers: readonly string[]): Topic {
    const topic = new Topic(this, id, { displayName, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: publishers.map((name) => new ServicePrincipal(`${name}.amazonaws.com`)),
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }
}

/** Tells a topic of the alarm's beginning and of its end. */
function tell(alarm: AlarmBase, topic: Topic): void {
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}
