import React from 'react';
import { durationText, figureWithUnit } from '../model/figures.ts';
import type { MatrixCell, ReportMatrix } from '../model/report-matrix.ts';
import { OutcomeMark, outcomeTone } from './marks.tsx';

export function VerdictMatrix({ matrix }: { matrix: ReportMatrix }) {
  return (
    <section>
      <h2>Scenarios and test types</h2>
      <div className="scroll">
        <table className="matrix">
          <caption>Verdict, duration, p90 of all samples and the label that changed for the worse the most</caption>
          <thead>
            <tr>
              <th scope="col">Scenario</th>
              {matrix.testTypes.map((testType) => (
                <th scope="col" key={testType}>
                  {testType}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(({ scenario, cells }) => (
              <tr key={scenario}>
                <th scope="row">{scenario}</th>
                {cells.map((runs, index) => (
                  <td key={index}>
                    {runs.length === 0 ? '–' : runs.map((cell) => <Cell key={cell.runId} cell={cell} />)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Cell({ cell }: { cell: MatrixCell }) {
  return (
    <a className={`cell ${outcomeTone(cell.outcome)}`} href={`#run-${cell.runId}`}>
      <OutcomeMark outcome={cell.outcome} status={cell.status} />
      {cell.durationMs !== null && (
        <span className="quiet">
          {durationText(cell.durationMs)} · p90 {figureWithUnit('ms', cell.p90Ms)}
        </span>
      )}
      {cell.worst !== null && <span className="worst">{cell.worst}</span>}
    </a>
  );
}
