import React from 'react';
import { metricName } from '../../comparison/wording.ts';
import type { ComparedMetric, ComparedMetrics } from '../../contract/analysis.ts';
import type { LabelState, Metric } from '../../contract/verdict.ts';
import { changeRatioText, figureWithUnit, metricFormat, momentText } from '../model/figures.ts';
import type { SideBySide, SideBySideColumn } from '../model/report-model.ts';
import { LabelName } from './ComparisonSection.tsx';
import { OutcomeMark, StateMark } from './marks.tsx';
import { PageLink } from './VerdictHead.tsx';

/** Of more columns a reader sees what decides; the Excel file has the rest. */
const COLUMNS_WITH_ALL_METRICS = 3;
const DECIDING: readonly Metric[] = ['p90Ms', 'errorRate'];
const INFORMING: readonly Metric[] = ['medianMs', 'meanMs', 'p95Ms', 'p99Ms', 'maxMs', 'throughputPerSec'];

type Label = SideBySide['labels'][number];

/** One scenario and test type: its versions beside each other, the oldest first. */
export function SideBySideSection({ sideBySide }: { sideBySide: SideBySide }) {
  const { scenarioName, testTypeName, environmentName, columns, total, labels } = sideBySide;
  const hasAll = columns.length <= COLUMNS_WITH_ALL_METRICS;
  return (
    <section className="side-by-side">
      <h2>
        {scenarioName} · {testTypeName} · {environmentName}
      </h2>
      <Columns columns={columns} />
      <Totals columns={columns} total={total} />
      {DECIDING.map((metric) => (
        <LabelTable key={metric} {...{ columns, labels, metric }} isOpen={metric === 'p90Ms'} />
      ))}
      {hasAll && INFORMING.map((metric) => <LabelTable key={metric} {...{ columns, labels, metric }} isOpen={false} />)}
      {!hasAll && <p className="quiet">The other metrics of the labels are in the Excel file.</p>}
    </section>
  );
}

function Columns({ columns }: { columns: readonly SideBySideColumn[] }) {
  return (
    <div className="scroll">
      <table>
        <caption>What stands beside each other; everything is compared with the first</caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">What</th>
            <th scope="col">Ended</th>
            <th scope="col">Own verdict</th>
            <th scope="col">Load differs from the first</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => (
            <tr key={index}>
              <th scope="row">{column.versionName}</th>
              <td>{column.link?.url ? <PageLink link={column.link} text={column.name} /> : column.name}</td>
              <td>{momentText(column.completedAtMs)}</td>
              <td>{column.runId === null ? '–' : <OutcomeMark outcome={column.outcome} />}</td>
              <td className="why">{column.fingerprintDifference.join('; ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Totals({ columns, total }: { columns: readonly SideBySideColumn[]; total: ComparedMetrics }) {
  return (
    <>
      <h3>All samples</h3>
      <div className="scroll">
        <table>
          <caption>Figures of all samples together, with the change against the first</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <VersionHeaders columns={columns} />
            </tr>
          </thead>
          <tbody>
            {[...DECIDING, ...INFORMING].map((metric) => (
              <tr key={metric}>
                <th scope="row">{metricName(metric)}</th>
                <Values compared={total[metric]} metric={metric} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface LabelTableProps {
  columns: readonly SideBySideColumn[];
  labels: readonly Label[];
  metric: Metric;
  isOpen: boolean;
}

function LabelTable({ columns, labels, metric, isOpen }: LabelTableProps) {
  const isDeciding = DECIDING.includes(metric);
  return (
    <details open={isOpen}>
      <summary>{metricName(metric)} by label</summary>
      <div className="scroll">
        <table className="labels">
          <caption>
            {metricName(metric)} of each label, with the change against the first; ★ marks key labels, which decide
          </caption>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <VersionHeaders columns={columns} />
              {isDeciding && <th scope="col">Last against first</th>}
            </tr>
          </thead>
          <tbody>
            {labels.map((one) => (
              <tr key={`${one.kind} ${one.label}`}>
                <th scope="row">
                  <LabelName group={one} />
                </th>
                <Values compared={one.metrics[metric]} metric={metric} />
                {isDeciding && <td>{stateOf(one, metric)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function VersionHeaders({ columns }: { columns: readonly SideBySideColumn[] }) {
  return (
    <>
      {columns.map(({ versionName }, index) => (
        <th scope="col" className="number" key={index}>
          {versionName}
        </th>
      ))}
    </>
  );
}

function Values({ compared, metric }: { compared: ComparedMetric; metric: Metric }) {
  const format = metricFormat(metric);
  return (
    <>
      {compared.values.map((value, index) => (
        <td className="number" key={index}>
          {figureWithUnit(format, value)}
          {index > 0 && value !== null && <span className="quiet"> {changeText(compared, index)}</span>}
        </td>
      ))}
    </>
  );
}

/** Of what was 0 no share can be told: the difference then. */
function changeText({ changes, changeRatios }: ComparedMetric, index: number): string {
  const ratio = changeRatios[index] ?? null;
  return ratio === null ? (changes[index] === 0 ? '0' : '') : changeRatioText(ratio);
}

function stateOf({ states }: Label, metric: Metric) {
  const last = states.at(-1);
  const state = (metric === 'p90Ms' ? last?.p90 : last?.errorRate) ?? '';
  return state === '' ? '–' : <StateMark state={state as LabelState} />;
}
