import { StateFile } from '../state-file.ts';
import {
  type AlarmDefinition,
  type AlarmState,
  type AlarmStatus,
  decideState,
  type MetricAlarm,
  rangeOf,
  type StateDecision,
} from './alarm.ts';
import { type AlarmRule, parseAlarmRule } from './alarm-rule.ts';
import { floorTo, type MetricStore, MINUTE_MS } from './metric-store.ts';
import { readMetrics } from './read-metrics.ts';

/** A change of an alarm's state. */
export interface AlarmChange {
  readonly alarm: AlarmDefinition;
  readonly from: AlarmState;
  readonly status: AlarmStatus;
}

export interface AlarmsOptions {
  readonly store: MetricStore;
  /** Where states are kept; in memory alone without. */
  readonly path?: string;
  readonly region: string;
  readonly accountId: string;
  /** Publishes to a topic; what it refuses is logged. */
  readonly publish: (topicArn: string, subject: string, message: string) => Promise<void>;
  readonly onChange: (change: AlarmChange) => void;
  readonly onProblem: (problem: string) => void;
}

/** Changes that are remembered of each alarm, the latest first. */
const HISTORY_LENGTH = 50;

interface Kept {
  readonly statuses: Record<string, AlarmStatus>;
  readonly history: Record<string, AlarmStatus[]>;
}

/** The alarms of the account: their states, how they come to them, and who is told. */
export class Alarms {
  readonly #options: AlarmsOptions;
  readonly #kept: StateFile<Kept>;
  readonly #definitions = new Map<string, AlarmDefinition>();
  readonly #rules = new Map<string, AlarmRule>();

  constructor(options: AlarmsOptions) {
    this.#options = options;
    this.#kept = new StateFile<Kept>(options.path, { statuses: {}, history: {} });
  }

  /**
   * Adds an alarm, or gives it another definition; a new one has seen no data.
   *
   * @throws Error for a rule or an expression that is not served
   */
  put(alarm: AlarmDefinition): void {
    if (alarm.kind === 'composite') this.#rules.set(alarm.name, parseAlarmRule(alarm.rule));
    else readMetrics(this.#options.store, alarm.queries, MINUTE_MS, 0, 0);
    this.#definitions.set(alarm.name, alarm);
    this.#kept.value.statuses[alarm.name] ??= {
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      since: alarm.updatedAt,
    };
    this.#kept.save();
  }

  remove(name: string): void {
    this.#definitions.delete(name);
    this.#rules.delete(name);
    delete this.#kept.value.statuses[name];
    delete this.#kept.value.history[name];
    this.#kept.save();
  }

  /** All alarms with their states, by name. */
  list(): { readonly alarm: AlarmDefinition; readonly status: AlarmStatus }[] {
    return [...this.#definitions.values()]
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map((alarm) => ({ alarm, status: this.#statusOf(alarm.name)! }));
  }

  /** Former and present states of an alarm, the latest first. */
  historyOf(name: string): readonly AlarmStatus[] {
    return this.#kept.value.history[name] ?? [];
  }

  /**
   * Judges every metric alarm by the whole minutes before `now` (ms since 1970), then the composites by what came of it, and tells
   * topics of what changed. Windows slide: they end at the last whole minute, whatever their length.
   */
  async evaluate(now: number): Promise<readonly AlarmChange[]> {
    const changes: AlarmChange[] = [];
    const metric = [...this.#definitions.values()].filter((alarm) => alarm.kind === 'metric');
    for (const alarm of metric) {
      const decision = this.#judge(alarm, now);
      if (decision !== undefined) changes.push(...this.#turn(alarm, decision, now));
    }
    changes.push(...this.#judgeComposites(now));
    await this.#tell(changes);
    return changes;
  }

  /**
   * Sets a state by hand, until the next evaluation finds another; composites follow at once.
   *
   * @returns false if there is no such alarm
   */
  async setState(name: string, decision: StateDecision, now: number): Promise<boolean> {
    const alarm = this.#definitions.get(name);
    if (alarm === undefined) return false;
    const changes = [...this.#turn(alarm, decision, now)];
    if (alarm.kind === 'metric') changes.push(...this.#judgeComposites(now));
    await this.#tell(changes);
    return true;
  }

  #statusOf(name: string): AlarmStatus | undefined {
    return this.#kept.value.statuses[name];
  }

  #judge(alarm: MetricAlarm, now: number): StateDecision | undefined {
    const periodMs = alarm.periodS * 1000;
    const count = rangeOf(alarm);
    const from = floorTo(now, MINUTE_MS) - count * periodMs;
    try {
      const [result] = readMetrics(this.#options.store, alarm.queries, periodMs, from, count);
      return decideState(alarm, result?.values ?? [], this.#statusOf(alarm.name)!.state);
    } catch (error) {
      this.#options.onProblem(`${alarm.name} cannot be evaluated: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Composites may look at composites: until nothing changes any more. */
  #judgeComposites(now: number): AlarmChange[] {
    const changes: AlarmChange[] = [];
    for (let round = 0; round <= this.#rules.size; round += 1) {
      const turned = [...this.#rules].flatMap(([name, rule]) => {
        const stateOf = (child: string) => this.#statusOf(child)?.state ?? 'INSUFFICIENT_DATA';
        const state = rule.holds(stateOf) ? 'ALARM' : 'OK';
        const ringing = [...new Set(rule.names)].filter((child) => stateOf(child) === 'ALARM');
        const reason =
          state === 'ALARM'
            ? `The rule holds: ${ringing.join(', ') || 'no alarm'} in ALARM.`
            : 'The rule does not hold.';
        return this.#turn(this.#definitions.get(name)!, { state, reason }, now);
      });
      if (turned.length === 0) break;
      changes.push(...turned);
    }
    return changes;
  }

  /** Keeps a state; answers the change if it is one. */
  #turn(alarm: AlarmDefinition, { state, reason }: StateDecision, now: number): AlarmChange[] {
    const before = this.#statusOf(alarm.name)!;
    if (before.state === state) return [];
    const status = { state, reason, since: now };
    const { statuses, history } = this.#kept.value;
    statuses[alarm.name] = status;
    history[alarm.name] = [status, ...(history[alarm.name] ?? [])].slice(0, HISTORY_LENGTH);
    this.#kept.save();
    return [{ alarm, from: before.state, status }];
  }

  async #tell(changes: readonly AlarmChange[]): Promise<void> {
    for (const change of changes) {
      const { alarm, status } = change;
      this.#options.onChange(change);
      const topics = alarm.actionsEnabled ? alarm.actions[status.state] : [];
      for (const topic of topics)
        await this.#options
          .publish(topic, subjectOf(change, this.#options.region), messageOf(change, this.#options))
          .catch((error: unknown) =>
            this.#options.onProblem(`${alarm.name} could not tell ${topic}: ${String(error)}`),
          );
    }
  }
}

function subjectOf({ alarm, status }: AlarmChange, region: string): string {
  return `${status.state}: "${alarm.name}" in ${region}`.slice(0, 100);
}

/** The message of a change as CloudWatch writes it. */
function messageOf({ alarm, from, status }: AlarmChange, { region, accountId }: AlarmsOptions): string {
  return JSON.stringify({
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: formatTime(alarm.updatedAt),
    NewStateValue: status.state,
    NewStateReason: status.reason,
    StateChangeTime: formatTime(status.since),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: from,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    ...(alarm.kind === 'composite' ? { AlarmRule: alarm.rule } : { Trigger: triggerOf(alarm) }),
  });
}

function triggerOf(alarm: MetricAlarm): object {
  const [query] = alarm.queries;
  const bounds = {
    Period: alarm.periodS,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.missingData,
  };
  if (alarm.queries.length > 1 || query?.stat === undefined)
    return {
      ...bounds,
      Metrics: alarm.queries.map(({ id, expression, label, stat, returnData }) => ({
        Id: id,
        ...(expression === undefined ? {} : { Expression: expression }),
        ...(label === undefined ? {} : { Label: label }),
        ...(stat === undefined
          ? {}
          : {
              MetricStat: {
                Metric: {
                  Namespace: stat.namespace,
                  MetricName: stat.name,
                  Dimensions: Object.entries(stat.dimensions).map(([name, value]) => ({ name, value })),
                },
                Period: stat.periodS,
                Stat: stat.statistic,
              },
            }),
        ReturnData: returnData,
      })),
    };
  const { namespace, name, dimensions, statistic } = query.stat;
  return {
    ...bounds,
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })),
    StatisticType: statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic',
    Statistic: statistic.toUpperCase(),
  };
}

/** CloudWatch's own way in messages: `2026-11-28T10:00:00.000+0000`. */
function formatTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
