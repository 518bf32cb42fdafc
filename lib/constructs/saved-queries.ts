import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../../core/config/stages.ts';
import { examDayQuestions } from '../../core/metrics/exam-day-questions.ts';
import type { FunctionName } from '../../core/metrics/function-names.ts';

export interface SavedQueriesProps {
  readonly stage: Stage;
  readonly logGroupOf: (name: FunctionName) => string;
}

/** The ten questions of exam day as saved queries of Logs Insights: kept for nothing, 0.005 USD a GB when they are asked. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { stage, logGroupOf }: SavedQueriesProps) {
    super(scope, id);
    for (const question of examDayQuestions)
      new CfnQueryDefinition(this, question.id, {
        // A path makes folders in the console.
        name: `Assize-${stage}/${question.id}`,
        logGroupNames: question.of.map(logGroupOf),
        queryString: [`# ${question.question}`, ...question.query].join('\n| ').replace('\n| ', '\n'),
      });
  }
}
