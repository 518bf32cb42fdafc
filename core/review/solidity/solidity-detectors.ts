import type { Detection, DetectorSet, Gap, ReviewedSource } from '../detector.ts';
import { type Finding, sortFindings } from '../finding.ts';
import { readModel } from './contract-model.ts';
import { detectAccessControl } from './detectors/access-control.ts';
import { detectArithmetic } from './detectors/arithmetic.ts';
import { detectDenialOfService } from './detectors/denial-of-service.ts';
import { detectFrontRunning } from './detectors/front-running.ts';
import { detectQuality } from './detectors/quality.ts';
import { detectWeakRandomness } from './detectors/randomness.ts';
import { detectReentrancy } from './detectors/reentrancy.ts';
import { detectStorage } from './detectors/storage.ts';
import { detectTimeManipulation } from './detectors/time.ts';
import { detectUncheckedCalls } from './detectors/unchecked-calls.ts';
import { isCut } from './flow.ts';
import { parseSource } from './parse-source.ts';
import type { SolidityDetector } from './report.ts';
import { SOLIDITY_RULE_SET } from './rules.ts';

const DETECTORS: readonly SolidityDetector[] = [
  detectReentrancy,
  detectUncheckedCalls,
  detectAccessControl,
  detectArithmetic,
  detectDenialOfService,
  detectFrontRunning,
  detectQuality,
  detectWeakRandomness,
  detectStorage,
  detectTimeManipulation,
];

/** What a rule found at a place, once. */
function withoutDoubles(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ ruleId, line, column }) => {
    const key = `${ruleId} ${line} ${column}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function detect({ source }: ReviewedSource): Detection {
  const { unit, findings, gaps } = parseSource(source);
  const model = readModel(unit);
  const all = [...findings];
  for (const detector of DETECTORS) for (const finding of detector(model)) all.push(finding);
  const ways: Gap = {
    what: 'some ways through functions',
    why: 'Together they are too many to follow each of them for reentrancy.',
  };
  return { findings: withoutDoubles(sortFindings(all)), gaps: isCut(model) ? [...gaps, ways] : gaps };
}

/** Looks at contracts in Solidity of 0.4 to 0.8. */
export const solidityDetectors: DetectorSet = { ...SOLIDITY_RULE_SET, detect };
