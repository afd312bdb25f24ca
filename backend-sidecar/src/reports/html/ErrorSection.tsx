import React from 'react';
import { figureText, momentText, noErrorsText } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';

export function ErrorSection({ reportRun: { errors, errorGroupsLeftOut, judged } }: { reportRun: ReportRun }) {
  if (judged === null) {
    return null;
  }
  if (errors.length === 0) {
    return (
      <>
        <h3>Errors</h3>
        <p>{noErrorsText(judged.total.errors)}</p>
      </>
    );
  }
  return (
    <>
      <h3>Errors</h3>
      <div className="scroll">
        <table className="labels">
          <caption>
            Failed samples of the whole run, grouped by label, code and message; the most frequent first
          </caption>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col" className="number">
                Count
              </th>
              <th scope="col">Code</th>
              <th scope="col">Message</th>
              <th scope="col">First</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {errors.map((error, index) => (
              <tr key={index}>
                <th scope="row">{error.label}</th>
                <td className="number">{figureText('count', error.count)}</td>
                <td>{error.responseCode || '–'}</td>
                <td className="why">{error.message || '–'}</td>
                <td>{momentText(error.firstMs)}</td>
                <td>{momentText(error.lastMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {errorGroupsLeftOut > 0 && <p className="quiet">{errorGroupsLeftOut} rarer groups are left out here.</p>}
    </>
  );
}
