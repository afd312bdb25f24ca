import React from 'react';
import type { Slo, SloResult } from '../../contract/verdict.ts';
import { figureWithUnit, metricFormat } from '../model/figures.ts';
import { metricName } from '../../comparison/wording.ts';
import { SloMark } from './marks.tsx';

const SIGNS: Record<Slo['comparator'], string> = { '<=': '≤', '<': '<', '>=': '≥', '>': '>' };

export function SloTable({ slos }: { slos: readonly SloResult[] }) {
  if (slos.length === 0) {
    return null;
  }
  return (
    <>
      <h3>Objectives</h3>
      <div className="scroll">
        <table>
          <caption>Service level objectives, judged on the analysis window</caption>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col">Figure</th>
              <th scope="col" className="number">
                Limit
              </th>
              <th scope="col" className="number">
                Measured
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {slos.map(({ slo, value, state }, index) => (
              <tr key={index}>
                <th scope="row">{slo.label ?? 'All samples'}</th>
                <td>{metricName(slo.metric)}</td>
                <td className="number">
                  {SIGNS[slo.comparator]} {figureWithUnit(metricFormat(slo.metric), slo.limit)}
                </td>
                <td className="number">{figureWithUnit(metricFormat(slo.metric), value)}</td>
                <td>
                  <SloMark state={state} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
