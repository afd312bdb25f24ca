import React from 'react';
import { momentText } from '../model/figures.ts';
import type { ReportComment } from '../model/report-model.ts';

/** People's words, each with its author. */
export function CommentList({ comments }: { comments: readonly ReportComment[] }) {
  return (
    <ul className="comments">
      {comments.map(({ label, text, by, atMs }, index) => (
        <li key={index}>
          {label !== null && <strong>{label}: </strong>}
          <span className="words">{text}</span>{' '}
          <span className="quiet">
            {by}
            {atMs !== null && `, ${momentText(atMs)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
