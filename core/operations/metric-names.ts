/** Namespace of the metrics that functions print in CloudWatch's embedded format; the dimension is `stage`. */
export const metricNamespace = 'Assize';

/** Metrics that alarms watch; each is printed whenever somebody looked, zero included, but for what costs by the hour and is rare. */
export const metricNames = {
  hostsFailed: 'HostsFailed',
  launchFailures: 'LaunchFailures',
  securitySignals: 'SecuritySignals',
  sessionsUnsettled: 'SessionsUnsettled',
  submissionsQuarantined: 'SubmissionsQuarantined',
  sweepFailures: 'SweepFailures',
} as const;
