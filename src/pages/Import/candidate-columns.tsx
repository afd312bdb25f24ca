import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, useStyles2 } from '@grafana/ui';
import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import { formatBytes, formatCount, formatDateTime, formatDuration, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import type { Column } from '../../shared/ui/DataTable';
import { type CandidateCell, nameOf } from './candidate-cell';
import { ScenarioField, TestTypeField, VersionField } from './CandidateFields';
import { missingOf } from './import-drafts';
import type { UploadedPage } from './useUploadedResults';

export function candidateColumns(page: UploadedPage, isBusy: boolean): ReadonlyArray<Column<ImportCandidate>> {
  const drafts = new Map(page.data.drafts.map((draft) => [draft.index, draft]));
  const withDraft = (Cell: React.ComponentType<CandidateCell>) => {
    const render = (candidate: ImportCandidate) => {
      const draft = drafts.get(candidate.index);
      return draft && <Cell candidate={candidate} draft={draft} page={page} isBusy={isBusy} />;
    };
    return render;
  };
  return [
    { id: 'pick', header: 'Take', width: 50, cell: withDraft(Pick) },
    { id: 'files', header: 'Result', cell: withDraft(Result) },
    { id: 'scenario', header: 'Scenario', width: 160, cell: withDraft(ScenarioField) },
    { id: 'testType', header: 'Test type', width: 125, cell: withDraft(TestTypeField) },
    { id: 'version', header: 'Version', width: 140, cell: withDraft(VersionField) },
    { id: 'started', header: 'Started', width: 138, cell: withDraft(Started) },
    { id: 'edit', header: 'More', width: 64, cell: withDraft(EditButton) },
  ];
}

function Pick({ candidate, draft, page, isBusy }: CandidateCell) {
  return (
    <Checkbox
      aria-label={`Take ${nameOf(candidate)}`}
      value={draft.isChosen}
      disabled={isBusy || candidate.runId !== null || draft.partOfIndex !== null}
      onChange={(event) => page.actions.change([draft.index], { isChosen: event.currentTarget.checked })}
    />
  );
}

function Result(cell: CandidateCell) {
  return (
    <>
      <Files {...cell} />
      <State {...cell} />
    </>
  );
}

function Files({ candidate }: CandidateCell) {
  const styles = useStyles2(getStyles);
  const { format, sizeBytes, counts, labelCount } = candidate;
  const parts = [
    format,
    formatBytes(sizeBytes),
    counts && plural(counts.samples, 'sample'),
    labelCount > 0 && plural(labelCount, 'label'),
    counts && counts.rejected > 0 && `${formatCount(counts.rejected)} rejected`,
  ];
  return (
    <div className={styles.files}>
      {nameOf(candidate)}
      <div className={styles.note}>{parts.filter(Boolean).join(', ')}</div>
    </div>
  );
}

function Started({ candidate: { durationMs }, draft }: CandidateCell) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {formatDateTime(draft.startedAtMs)}
      <div className={styles.note}>{durationMs === null ? 'duration not known' : formatDuration(durationMs)}</div>
    </>
  );
}

function State({ candidate, draft, page }: CandidateCell) {
  const styles = useStyles2(getStyles);
  const { runId, problem, duplicateOfRunId, notes } = candidate;
  if (runId !== null) {
    return (
      <div className={styles.state}>
        Imported as <AppLink to={paths.test(runId)}>run {runId}</AppLink>
      </div>
    );
  }
  const whole = page.data.candidates.find(({ index }) => index === draft.partOfIndex);
  const missing = draft.isChosen ? missingOf(draft) : null;
  return (
    <div className={styles.state}>
      {problem !== null && <p className={styles.problem}>{problem}</p>}
      {whole && <p>Further part of {nameOf(whole)}</p>}
      {duplicateOfRunId !== null && (
        <p>
          Already there as <AppLink to={paths.test(duplicateOfRunId)}>run {duplicateOfRunId}</AppLink>
        </p>
      )}
      {missing !== null && <p className={styles.missing}>{missing}</p>}
      {notes.length > 0 && (
        <p className={styles.note}>
          {plural(notes.length, 'note')}: {notes[0]}
        </p>
      )}
    </div>
  );
}

function EditButton({ candidate, draft, page, isBusy }: CandidateCell) {
  return (
    <Button
      size="sm"
      variant="secondary"
      fill="text"
      disabled={isBusy || candidate.runId !== null}
      aria-label={`More about ${nameOf(candidate)}`}
      onClick={() => page.actions.edit(draft.index)}
    >
      More
    </Button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  files: css({ overflowWrap: 'anywhere' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  state: css({ overflowWrap: 'anywhere', '& p': { margin: 0 } }),
  problem: css({ color: theme.colors.error.text }),
  missing: css({ color: theme.colors.warning.text }),
});
