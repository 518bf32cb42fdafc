import { createHash } from 'node:crypto';
import { SEVERITIES, type Severity } from '../review/rule.ts';
import type { ReviewFindingView, ReviewReportView, ReviewRuleView } from './reviews.ts';
import { splitCode } from './split-code.ts';

export { SARIF } from './reviews.ts';

/** A source that was looked at, and what came of it. */
export interface ReviewedFile {
  /** A path with `/`, relative to the root of what was looked at. */
  readonly name: string;
  readonly language: string;
  readonly source: string;
  readonly report: ReviewReportView;
}

/** How grave results are for whoever knows three levels only. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** A score of CVSS in the middle of the band that viewers name by it: above 9 critical, from 7 high, from 4 medium. */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
};

/**
 * What GitHub's code scanning takes of one run and of one file, and refuses whole what is more ("SARIF support for code scanning", GitHub's documentation,
 * read on 2026-11-29). Others take as much and more.
 */
export interface SarifLimits {
  readonly results: number;
  /** Of them the gravest that are shown. */
  readonly shown: number;
  /** Bytes of the file, packed by gzip. */
  readonly packedBytes: number;
}
export const SARIF_LIMITS: SarifLimits = { results: 25_000, shown: 5_000, packedBytes: 10_000_000 };

/** How often a log that is too large is written at most to find out how much of it fits: each takes a second. */
const MOST_LOOKS = 8;
/** Signs of a fingerprint. */
const FINGERPRINT_SIGNS = 16;

/**
 * Reviews as one log of SARIF 2.1.0 with one run: rules that found something, findings, what was not looked at as
 * notifications. Holds what the reports hold: findings for staff alone must be out of them already.
 * @param rules those that are known; of findings of others the rule is made of what the finding says
 * @param missed files of which there is no review: with one the run has not succeeded, and its notifications say why
 * @param limits what is more is left out, the least grave first, and a notification says so
 * @param packedBytesOf bytes of a text, packed by gzip; without it results alone are bounded, which do for a single review
 */
export function writeSarif(
  files: readonly ReviewedFile[],
  rules: readonly ReviewRuleView[],
  missed: readonly MissedFile[] = [],
  limits = SARIF_LIMITS,
  packedBytesOf: (text: string) => number = () => 0,
): string {
  const gravest = files
    .flatMap(({ report }) => report.findings)
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const write = (most: number) => {
    const text = writeWithin(files, rules, missed, limits, new Set(gravest.slice(0, most)));
    return { most, text, bytes: packedBytesOf(text) };
  };
  let tooMany = write(Math.min(limits.results, gravest.length));
  if (tooMany.bytes <= limits.packedBytes) return tooMany.text;
  let fitting = write(0);
  // Bytes grow nearly by the finding: each look takes as many as the two beside it lead one to expect.
  for (let looks = 0; looks < MOST_LOOKS && tooMany.most - fitting.most > 1; looks++) {
    const share = (limits.packedBytes - fitting.bytes) / (tooMany.bytes - fitting.bytes);
    const expected = fitting.most + Math.floor(share * (tooMany.most - fitting.most));
    const next = write(Math.min(tooMany.most - 1, Math.max(fitting.most + 1, expected)));
    if (next.bytes <= limits.packedBytes) fitting = next;
    else tooMany = next;
  }
  return fitting.text;
}

/** A file of which there is no review. */
interface MissedFile {
  readonly name: string;
  readonly why: string;
}

function writeWithin(
  files: readonly ReviewedFile[],
  rules: readonly ReviewRuleView[],
  missed: readonly MissedFile[],
  limits: SarifLimits,
  kept: ReadonlySet<ReviewFindingView>,
): string {
  const findings = files.flatMap(({ report }) => report.findings);
  const used = [...new Map(findings.map((finding) => [finding.ruleId, finding])).values()]
    .map((finding) => rules.find(({ ruleId }) => ruleId === finding.ruleId) ?? ruleOf(finding))
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  const weaknesses = [...new Set(used.flatMap(({ cwe }) => cwe ?? []))].sort();
  const indexOf = new Map(used.map(({ ruleId }, index) => [ruleId, index]));
  const ruleSets = [...new Set(files.map(({ report }) => report.ruleSet))].sort().join('.');
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Assize',
            informationUri: 'https://assize.dev/',
            // Begins with a number, as readers of SARIF want it: the form of what is told; then which rules looked.
            version: ruleSets === '' ? '1' : `1+${ruleSets}`,
            rules: used.map((rule) => describeRule(rule, weaknesses)),
            ...(weaknesses.length === 0 ? {} : { supportedTaxonomies: [{ name: 'CWE', index: 0 }] }),
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: files.map(({ name, language, source, report }) => ({
          location: { uri: uriOf(name) },
          roles: ['analysisTarget'],
          sourceLanguage: language,
          length: new TextEncoder().encode(source).length,
          hashes: { 'sha-256': createHash('sha256').update(source).digest('hex') },
          properties: { score: report.score },
        })),
        results: files.flatMap((file, at) => describeFindings(file, at, indexOf, kept)),
        invocations: [
          {
            executionSuccessful: missed.length === 0,
            toolExecutionNotifications: [
              ...describeLimits(kept.size, findings.length, limits),
              ...missed.map(({ name, why }) => ({
                level: 'error',
                message: { text: plainText(`Not looked at: ${name}: ${why}`) },
                locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(name) } } }],
              })),
              ...files.flatMap(({ name, report }, index) =>
                report.gaps.map(({ what, why }) => ({
                  level: 'warning',
                  message: { text: plainText(`Not looked at: ${what}. ${why}`) },
                  locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(name), index } } }],
                })),
              ),
            ],
          },
        ],
        ...(weaknesses.length === 0 ? {} : { taxonomies: [describeWeaknesses(weaknesses)] }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** That findings are left out, or that not all of them are shown. */
function describeLimits(kept: number, found: number, { shown }: SarifLimits) {
  const leftOut = {
    level: 'warning',
    message: {
      text: `${found - kept} of ${found} findings are left out, the least grave: a log with more is refused. Review fewer files at a time to see them.`,
    },
  };
  const hidden = {
    level: 'note',
    message: { text: `GitHub shows the gravest ${shown} of these ${kept} findings.` },
  };
  return [...(kept < found ? [leftOut] : []), ...(kept > shown ? [hidden] : [])];
}

/** What a finding says of its rule, where no table knows it: those of language models. */
function ruleOf(finding: ReviewFindingView): ReviewRuleView {
  const { ruleId, title, kind, category, severity, message, recommendation } = finding;
  return { ruleId, title, kind, category, severity, description: message, recommendation };
}

function describeRule(rule: ReviewRuleView, weaknesses: readonly string[]) {
  const { ruleId, title, kind, severity, description, recommendation, swc, dasp, cwe } = rule;
  const tags = [
    kind,
    rule.category,
    ...(swc === undefined ? [] : [swc]),
    ...(dasp === undefined ? [] : [`DASP-${dasp}`]),
    ...(cwe === undefined ? [] : [`external/cwe/${cwe.toLowerCase()}`]),
  ];
  return {
    id: ruleId,
    name: nameOf(ruleId),
    shortDescription: { text: plainText(`${title}.`) },
    fullDescription: { text: plainText(description) },
    help: {
      text: plainText(`${description} ${recommendation}`),
      markdown: `${toMarkdown(description)}\n\n**What to do:** ${toMarkdown(recommendation)}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(cwe === undefined
      ? {}
      : {
          helpUri: uriOfWeakness(cwe),
          relationships: [
            {
              target: {
                id: numberOf(cwe),
                index: weaknesses.indexOf(cwe),
                toolComponent: { name: 'CWE', index: 0 },
              },
              kinds: ['relevant'],
            },
          ],
        }),
    properties: {
      tags,
      'problem.severity': LEVELS[severity] === 'note' ? 'recommendation' : LEVELS[severity],
      ...(kind === 'security' ? { 'security-severity': SECURITY_SEVERITIES[severity] } : {}),
    },
  };
}

function describeFindings(
  { name, source, report }: ReviewedFile,
  artifact: number,
  indexOf: ReadonlyMap<string, number>,
  kept: ReadonlySet<ReviewFindingView>,
) {
  const lines = source.split(/\r\n|\r|\n/);
  const seen = new Map<string, number>();
  return report.findings.flatMap((finding) => {
    const { ruleId, severity, message, recommendation, line, column, endLine, endColumn } = finding;
    const print = fingerprintOf(ruleId, lines[line - 1] ?? '');
    const nth = (seen.get(print) ?? 0) + 1;
    seen.set(print, nth);
    // It is counted all the same: a fingerprint does not depend on what else is left out.
    if (!kept.has(finding)) return [];
    return {
      ruleId,
      ruleIndex: indexOf.get(ruleId) ?? -1,
      level: LEVELS[severity],
      message: {
        text: plainText(`${message} ${recommendation}`),
        markdown: `${toMarkdown(message)} ${toMarkdown(recommendation)}`,
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(name), index: artifact },
            region: {
              startLine: line,
              ...(column === undefined ? {} : { startColumn: column }),
              ...(endLine === undefined ? {} : { endLine }),
              ...(endColumn === undefined ? {} : { endColumn }),
            },
          },
        },
      ],
      // The one name that GitHub knows, and others have taken over.
      partialFingerprints: { primaryLocationLineHash: `${print}:${nth}` },
      properties: {
        severity,
        category: finding.category,
        confidence: finding.confidence,
        foundBy: finding.foundBy,
        ...(finding.staffOnly === true ? { staffOnly: true } : {}),
      },
    };
  });
}

function describeWeaknesses(weaknesses: readonly string[]) {
  return {
    name: 'CWE',
    organization: 'MITRE',
    informationUri: 'https://cwe.mitre.org/',
    shortDescription: { text: 'The Common Weakness Enumeration.' },
    isComprehensive: false,
    taxa: weaknesses.map((cwe) => ({ id: numberOf(cwe), helpUri: uriOfWeakness(cwe) })),
  };
}

const numberOf = (cwe: string) => cwe.replace(/^CWE-/i, '');
const uriOfWeakness = (cwe: string) => `https://cwe.mitre.org/data/definitions/${numberOf(cwe)}.html`;

/** `solidity/tx-origin` as viewers show names: `SolidityTxOrigin`. */
function nameOf(ruleId: string): string {
  return ruleId.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** The same for a line wherever it has moved to and however it is indented. */
function fingerprintOf(ruleId: string, line: string): string {
  return createHash('sha256')
    .update(`${ruleId}\n${line.replace(/\s+/g, '')}`)
    .digest('hex')
    .slice(0, FINGERPRINT_SIGNS);
}

/** A path as a relative reference of RFC 3986: no part of it can be read as a scheme, a query or a fragment. */
function uriOf(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/') || 'source';
}

/** Text in which nothing is read as a link (`[text](target)`) or as a placeholder (`{0}`): findings quote code. */
function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\[(?=[^[\]]*\]\()/g, '\\[')
    .replace(/\{(\d+)\}/g, '{{$1}}');
}

/** Code as code, in which a reader of Markdown obeys nothing, and words as they are. */
function toMarkdown(text: string): string {
  return splitCode(text.toWellFormed())
    .map((piece) => (piece.isCode ? `\`${piece.text}\`` : escapeMarkdown(piece.text)))
    .join('');
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}
