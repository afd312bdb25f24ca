import React from 'react';
import type { RejectedRecord, RowCounts } from '../../contract/statistics.ts';
import { figureText } from '../model/figures.ts';
import type { ReportParameter, ReportRun } from '../model/report-model.ts';

/** How it was run, and where the numbers come from. */
export function OriginSection({ reportRun }: { reportRun: ReportRun }) {
  return (
    <>
      <Parameters parameters={reportRun.parameters} />
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
