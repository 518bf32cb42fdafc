import { useState } from 'preact/hooks';
import { formatDuration, formatUsd } from '../../core/api/format-quantity.ts';
import type { Adoption, Efficiency } from '../../core/api/monitoring.ts';
import { type Granularity, SPAN_MS } from '../../core/metrics/metric-series-store.ts';
import { api } from '../api.ts';
import { Tile } from '../staff/tile.tsx';
import { ScrollRegion } from '../views/scroll-region.tsx';
import { LineChart } from './line-chart.tsx';
import { Panel, usePanel } from './panel.tsx';
import { RangeChoice } from './range-choice.tsx';

/** What batches saved, how judging went, and who uses what. */
export function UsePage() {
  const [granularity, setGranularity] = useState<Granularity>('hour');
  return (
    <>
      <div class="card-head">
        <h2>Efficiency and use</h2>
        <RangeChoice value={granularity} onChange={setGranularity} />
      </div>
      <Parts key={granularity} granularity={granularity} />
    </>
  );
}

function Parts({ granularity }: { granularity: Granularity }) {
  const query = { granularity };
  const efficiency = usePanel((signal) => api.call('getEfficiency', { query }, signal));
  const adoption = usePanel((signal) => api.call('getAdoption', { query }, signal));
  return (
    <>
      <section class="card" aria-labelledby="efficiency-heading">
        <h3 id="efficiency-heading">Efficiency and success</h3>
        <Panel what="efficiency" asked={efficiency}>
          {(answer) => <EfficiencyPart answer={answer} />}
        </Panel>
      </section>
      <section class="card" aria-labelledby="adoption-heading">
        <h3 id="adoption-heading">Use</h3>
        <Panel what="use" asked={adoption}>
          {(answer) => <AdoptionPart answer={answer} />}
        </Panel>
      </section>
    </>
  );
}

const shareOf = (share: number | undefined) =>
  share === undefined ? '–' : `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;
const countOf = (count: number) => count.toLocaleString('en');

const timesOf = ({ from, until, granularity }: Pick<Efficiency, 'from' | 'until' | 'granularity'>) => ({
  from: Date.parse(from),
  until: Date.parse(until),
  stepMs: SPAN_MS[granularity],
});

function EfficiencyPart({ answer }: { answer: Efficiency }) {
  const { total, points, languages } = answer;
  const line = (label: string, figure: (point: Efficiency['points'][number]) => number | undefined) => ({
    label,
    points: points.flatMap((point) => {
      const value = figure(point);
      return value === undefined ? [] : [{ at: Date.parse(point.start), value }];
    }),
  });
  const times = timesOf(answer);
  return (
    <>
      <div class="tiles">
        <Tile label="batches" value={countOf(total.batches)} note={`${shareOf(total.successShare)} judged`} />
        <Tile
          label="right answers"
          value={shareOf(total.acceptedShare)}
          note={`of ${countOf(total.submissions)} submissions`}
        />
        <Tile
          label="verdict, p95"
          value={total.latencyMs === undefined ? '–' : formatDuration(total.latencyMs.p95)}
          {...(total.latencyMs === undefined
            ? {}
            : { note: `half within ${formatDuration(total.latencyMs.p50)}` })}
        />
        <Tile
          label="judge calls saved"
          value={countOf(total.judgeCallsSaved)}
          note={`${countOf(total.judgeCalls)} made`}
        />
        <Tile
          label="saved"
          value={formatUsd(total.usdSaved)}
          note={`${formatDuration(total.secondsSaved * 1000)} of judging`}
        />
      </div>
      <div class="charts">
        <LineChart
          title="Judge calls"
          unit="count"
          lines={[line('made', (point) => point.judgeCalls), line('saved', (point) => point.judgeCallsSaved)]}
          {...times}
        />
        <LineChart
          title="Verdict"
          unit="ms"
          lines={[line('p50', (point) => point.latencyMs?.p50), line('p95', (point) => point.latencyMs?.p95)]}
          {...times}
        />
      </div>
      {languages.length > 0 && (
        <ScrollRegion label="Judge calls by language">
          <table>
            <thead>
              <tr>
                <th scope="col">Language</th>
                <th scope="col" class="number">
                  Calls made
                </th>
                <th scope="col" class="number">
                  Saved
                </th>
                <th scope="col" class="number">
                  Single calls to one
                </th>
              </tr>
            </thead>
            <tbody>
              {languages.map(({ language, judgeCalls, judgeCallsSaved, callsRatio }) => (
                <tr key={language}>
                  <th scope="row">{language}</th>
                  <td class="number">{countOf(judgeCalls)}</td>
                  <td class="number">{countOf(judgeCallsSaved)}</td>
                  <td class="number">{callsRatio?.toFixed(1) ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </>
  );
}

function AdoptionPart({ answer }: { answer: Adoption }) {
  const { total, points } = answer;
  const line = (label: string, figure: (point: Adoption['points'][number]) => number) => ({
    label,
    points: points.map((point) => ({ at: Date.parse(point.start), value: figure(point) })),
  });
  const times = timesOf(answer);
  return (
    <>
      <div class="tiles">
        <Tile
          label="participants"
          value={countOf(total.participants)}
          note={`${shareOf(total.batchParticipantShare)} had batches`}
        />
        <Tile
          label="programs"
          value={countOf(total.submissions + total.trials)}
          note={`${countOf(total.trials)} of them tries`}
        />
        <Tile label="batched" value={shareOf(total.batchShare)} note="of what has several test cases" />
      </div>
      <div class="charts">
        <LineChart
          title="Who used it"
          unit="count"
          lines={[
            line('participants', ({ participants }) => participants),
            line('sessions', ({ sessions }) => sessions),
          ]}
          {...times}
        />
        <LineChart
          title="Programs"
          unit="count"
          lines={[line('programs', ({ programs }) => programs)]}
          {...times}
        />
      </div>
      <div class="uses">
        <Uses title="Problems" uses={answer.problems.map((use) => ({ name: use.problemId, ...use }))} />
        <Uses title="Languages" uses={answer.languages.map((use) => ({ name: use.language, ...use }))} />
        <Uses title="Modes" uses={answer.modes.map((use) => ({ name: use.mode, ...use }))} />
      </div>
    </>
  );
}

function Uses(props: {
  title: string;
  uses: readonly { name: string; programs: number; acceptedShare?: number | undefined }[];
}) {
  const { title, uses } = props;
  if (uses.length === 0) return null;
  return (
    <ScrollRegion label={`${title} by use`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" class="number">
              Programs
            </th>
            <th scope="col" class="number">
              Right
            </th>
          </tr>
        </thead>
        <tbody>
          {uses.map(({ name, programs, acceptedShare }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="number">{countOf(programs)}</td>
              <td class="number">{shareOf(acceptedShare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
