import React from 'react';
import type { LabelComparison } from '../../contract/verdict.ts';
import { metricName } from '../../comparison/wording.ts';
import type { ComparisonGroup } from '../model/comparison-groups.ts';
import { changeFigureText, changeRatioText, figureText, figureWithUnit, metricFormat } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { StateMark } from './marks.tsx';

/** What changed, the changed labels first; every metric behind it. */
export function ComparisonSection({ reportRun: { run, comparisons } }: { reportRun: ReportRun }) {
  const reference = run.verdict?.reference ?? null;
  if (reference === null || comparisons.length === 0) {
    return null;
  }
  return (
    <>
      <h3>What changed against {reference.name}</h3>
      <div className="scroll">
        <table className="labels">
          <caption>p90 and errors per label, what changed first; ★ marks key labels, which decide</caption>
          <ComparisonHead />
          <tbody>
            {comparisons.map((group) => (
              <GroupRow key={`${group.kind} ${group.label}`} group={group} />
            ))}
          </tbody>
        </table>
      </div>
      <AllMetrics comparisons={comparisons} />
    </>
  );
}

function ComparisonHead() {
  return (
    <thead>
      <tr>
        <th scope="col">Label</th>
        <th scope="col">State</th>
        <th scope="col" className="number">
          p90 before, ms
        </th>
        <th scope="col" className="number">
          p90 now, ms
        </th>
        <th scope="col" className="number">
          Change
        </th>
        <th scope="col" className="number">
          Errors before
        </th>
        <th scope="col" className="number">
          Errors now
        </th>
        <th scope="col">Why</th>
      </tr>
    </thead>
  );
}

function GroupRow({ group }: { group: ComparisonGroup }) {
  const { time, errorRate } = group;
  return (
    <tr>
      <th scope="row">
        <LabelName group={group} />
      </th>
      <td>
        <StateMark state={group.state} severity={group.severity} />
      </td>
      <td className="number">{figureText('ms', time?.reference ?? null)}</td>
      <td className="number">{figureText('ms', time?.current ?? null)}</td>
      <td className="number strong">{changeRatioText(time?.changeRatio ?? null)}</td>
      <td className="number">{figureWithUnit('rate', errorRate?.reference ?? null)}</td>
      <td className="number">{figureWithUnit('rate', errorRate?.current ?? null)}</td>
      <td className="why">{whyOf(group)}</td>
    </tr>
  );
}

export function LabelName({ group }: { group: Pick<ComparisonGroup, 'label' | 'kind' | 'isKey'> }) {
  return (
    <>
      {group.isKey && <span title="Key label">★ </span>}
      {group.label}
      {group.kind === 'transaction' && <span className="quiet"> transaction</span>}
    </>
  );
}

/** Of time and errors, the one that gave the label its state, and why its times may be incomparable. */
function whyOf({ time, errorRate, state }: ComparisonGroup): string {
  const isPresenceOnly = state === 'new' || state === 'missing' || state === 'no data';
  return [time, isPresenceOnly ? null : errorRate]
    .filter((row) => row !== null && (row.state === state || row.state === 'inconclusive'))
    .filter((row) => !(state === 'unchanged' && row?.metric === 'errorRate'))
    .sort((a, b) => Number(b?.state === state) - Number(a?.state === state))
    .map((row) => row?.why)
    .join('. ');
}

function AllMetrics({ comparisons }: { comparisons: readonly ComparisonGroup[] }) {
  return (
    <details>
      <summary>All metrics of all labels</summary>
      <div className="scroll">
        <table className="labels">
          <caption>Every metric against the reference; without ★ informative, never deciding</caption>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col">Metric</th>
              <th scope="col" className="number">
                Before
              </th>
              <th scope="col" className="number">
                Now
              </th>
              <th scope="col" className="number">
                Difference
              </th>
              <th scope="col" className="number">
                Change
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {comparisons.flatMap((group) => group.all.map((row) => <MetricRow key={rowKey(row)} row={row} />))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function rowKey({ kind, label, metric }: LabelComparison): string {
  return `${kind} ${label} ${metric}`;
}

function MetricRow({ row }: { row: LabelComparison }) {
  const format = metricFormat(row.metric);
  return (
    <tr>
      <th scope="row">
        <LabelName group={row} />
      </th>
      <td>{metricName(row.metric)}</td>
      <td className="number">{figureWithUnit(format, row.reference)}</td>
      <td className="number">{figureWithUnit(format, row.current)}</td>
      <td className="number">{changeFigureText(format, row.change)}</td>
      <td className="number">{changeRatioText(row.changeRatio)}</td>
      <td>
        <StateMark state={row.state} severity={row.severity} />
      </td>
    </tr>
  );
}
