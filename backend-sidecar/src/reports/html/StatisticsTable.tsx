import React from 'react';
import type { RunStatistics, StatisticsRow } from '../../contract/statistics.ts';
import { figureText, STATISTICS_COLUMNS } from '../model/figures.ts';

interface StatisticsTableProps {
  statistics: RunStatistics;
  title: string;
  isOpen: boolean;
}

export function StatisticsTable({ statistics, title, isOpen }: StatisticsTableProps) {
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <div className="scroll">
        <table className="statistics labels">
          <caption>{title}; transactions and setUp samples are not part of the total</caption>
          <thead>
            <tr>
              <th scope="col">Label</th>
              {STATISTICS_COLUMNS.map(({ key, header }) => (
                <th scope="col" className="number" key={key}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <FigureRow row={statistics.total} isTotal />
            {statistics.rows.map((row) => (
              <FigureRow key={`${row.kind} ${row.label}`} row={row} isTotal={false} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function FigureRow({ row, isTotal }: { row: StatisticsRow; isTotal: boolean }) {
  return (
    <tr className={isTotal ? 'total' : undefined}>
      <th scope="row">
        {row.label}
        {!isTotal && row.kind !== 'sample' && (
          <span className="quiet"> {row.kind === 'setup' ? 'setUp' : row.kind}</span>
        )}
      </th>
      {STATISTICS_COLUMNS.map(({ key, format }) => (
        <td className="number" key={key}>
          {figureText(format, row[key])}
        </td>
      ))}
    </tr>
  );
}
