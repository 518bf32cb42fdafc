import { type Command, Option } from 'commander';
import pc from 'picocolors';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { type Stage, stages } from '../../core/config/stages.ts';
import { stockImageParameter } from '../../core/fleet/stock-image.ts';
import { checkStage } from '../../core/operations/check-stage.ts';
import {
  beyondStageCheck,
  type CheckFinding,
  type Proof,
  stageChecks,
} from '../../core/operations/stage-checks.ts';
import { findLocalAws } from '../access.ts';
import { connectStageProbes } from '../connect-stage-probes.ts';
import { contextOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { addStageShow } from './stage-show.ts';

const MARKS: Readonly<Record<Proof, string>> = {
  proven: pc.green('✓ proven    '),
  failed: pc.red('✗ failed    '),
  unproven: pc.yellow('? not proven'),
};

export function addStage(program: Command): void {
  const stage = program.command('stage').description('a stage as a whole');
  addStageShow(stage);
  stage
    .command('check')
    .addOption(new Option('-s, --stage <stage>', 'the stage').choices([...stages]).default('dev'))
    .description('try on AWS what an exam will need, in two minutes, and leave nothing behind')
    .addHelpText(
      'after',
      '\nNeeds credentials of AWS that may administer the account (AWS_PROFILE, AWS_REGION); launches nothing.\nBeside a running `npm start` it tries that system. Ends with 0 when nothing failed, with 1 when something did.',
    )
    .action(async (options: { stage: Stage }, command: Command) => {
      const context = contextOf(command);
      const local = findLocalAws();
      const probes = await connectStageProbes(options.stage, local);
      if (!context.json && local !== undefined)
        context.err(pc.dim('the system that npm start runs on this machine, not AWS'));
      const findings = await checkStage(
        readStageConfig(options.stage),
        probes,
        stockImageParameter,
        (finding) => {
          if (!context.json) for (const line of renderFinding(finding)) context.out(line);
        },
      );
      if (context.json)
        context.out(JSON.stringify({ stage: options.stage, findings, beyond: beyondStageCheck }));
      else for (const line of renderSummary(findings)) context.out(line);
      if (findings.some(({ proof }) => proof === 'failed')) process.exitCode = EXIT.negative;
    });
}

function renderFinding({ check, proof, detail }: CheckFinding): string[] {
  const [claim] = stageChecks[check];
  return [`${MARKS[proof]} ${claim}`, pc.dim(`               ${detail}`)];
}

function renderSummary(findings: readonly CheckFinding[]): string[] {
  const count = (proof: Proof) => findings.filter((finding) => finding.proof === proof).length;
  const asks = findings.flatMap(({ ask }) => ask ?? []);
  return [
    '',
    `${count('proven')} proven, ${count('failed')} failed, ${count('unproven')} not proven`,
    ...(asks.length === 0 ? [] : ['', 'to do:', ...asks.map((ask) => `  ${ask}`)]),
    '',
    'only an exam can prove:',
    ...beyondStageCheck.map((claim) => `  ${claim}`),
  ];
}
