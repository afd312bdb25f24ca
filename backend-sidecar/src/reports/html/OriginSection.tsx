import React from 'react';
import type { RejectedRecord, RowCounts } from '../../contract/statistics.ts';
import { figureText, figureWithUnit } from '../model/figures.ts';
import type { ReportGenerator, ReportParameter, ReportRun } from '../model/report-model.ts';

/** How it was run, and where the numbers come from. */
export function OriginSection({ reportRun }: { reportRun: ReportRun }) {
  return (
    <>
      <Parameters parameters={reportRun.parameters} />
      <Generator load={reportRun.generator} />
      {reportRun.counts !== null && (
        <>
          <h3>Where the numbers come from</h3>
          <Reconciliation counts={reportRun.counts} />
          <Rejected records={reportRun.statistics.run?.rejected ?? []} />
        </>
      )}
    </>
  );
}

function Parameters({ parameters }: { parameters: readonly ReportParameter[] }) {
  return (
    <>
      <h3>Parameters</h3>
      <div className="scroll">
        <table className="parameters">
          <caption>What the run was started with</caption>
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map(({ name, value }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="why">{typeof value === 'number' ? figureText('count', value) : value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Whether the load generator itself was at its end. */
function Generator({ load }: { load: ReportGenerator | null }) {
  if (load === null) {
    return null;
  }
  const rates = [
    ['Processor', load.cpuRatio],
    ['Processor, JMeter alone', load.jmeterCpuRatio],
    ['Memory', load.memoryRatio],
    ['JMeter’s heap', load.heapRatio],
    ['JMeter’s garbage collection', load.gcRatio],
  ] as const;
  const threads = `${figureText('count', load.threadsStarted)} of ${figureText('count', load.threadsPlanned)}`;
  return (
    <>
      <h3>Load generator</h3>
      <div className="scroll">
        <table className="parameters">
          <caption>The most that was seen while the test ran</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" className="number">
                Most
              </th>
            </tr>
          </thead>
          <tbody>
            {rates.map(([name, ratio]) => (
              <FigureRow key={name} name={name} text={figureWithUnit('rate', ratio)} />
            ))}
            <FigureRow name="Jump of its clock" text={figureWithUnit('ms', load.clockJumpMs)} />
            <FigureRow name="Threads that were started" text={threads} />
          </tbody>
        </table>
      </div>
    </>
  );
}

function FigureRow({ name, text }: { name: string; text: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{text}</td>
    </tr>
  );
}

function Reconciliation({ counts }: { counts: RowCounts }) {
  const sum = counts.samples + counts.transactions + counts.interrupted + counts.rejected;
  return (
    <p>
      {figureText('count', counts.rows)} rows of the result file = {figureText('count', counts.samples)} samples +{' '}
      {figureText('count', counts.transactions)} transactions + {figureText('count', counts.interrupted)} interrupted +{' '}
      {figureText('count', counts.rejected)} rejected
      {sum === counts.rows ? '.' : `. These do not add up (${figureText('count', sum)}): do not rely on this run.`}
    </p>
  );
}

function Rejected({ records }: { records: readonly RejectedRecord[] }) {
  if (records.length === 0) {
    return null;
  }
  return (
    <details>
      <summary>Rejected records</summary>
      <ul>
        {records.map((record) => (
          <li key={record.recordNumber}>
            Record {record.recordNumber} {record.reason}: <code>{record.text}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
