import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Pagination, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { ImportCandidate, ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { isImportBusy } from '../../shared/api/imports';
import { plural } from '../../shared/format';
import { DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { candidateColumns } from './candidate-columns';
import { isUsable } from './import-drafts';
import { useShownCandidates } from './use-shown-candidates';
import type { UploadedPage } from './useUploadedResults';

/** Each run that the upload holds: what was understood, what is missing, and which ones are taken. */
export function CandidatesSection({ preview, page }: { preview: ImportPreview; page: UploadedPage }) {
  const styles = useStyles2(getStyles);
  const { candidates, drafts, chosen, incomplete, accepting } = page.data;
  const isBusy = isImportBusy(preview) || accepting.isPending;
  const open = candidates.filter(isUsable).map(({ index }) => index);
  const areAllChosen = open.every((index) => drafts.some((draft) => draft.index === index && draft.isChosen));
  const canAccept = chosen.length > 0 && incomplete.length === 0 && !isBusy;
  const shown = useShownCandidates(page);
  const more = preview.candidateCount - candidates.length;
  return (
    <Section title="What was understood" note={noteOf(candidates, preview.candidateCount)} isBare>
      <div className={styles.list}>
        {shown.kinds.length > 1 && (
          <div>
            <RadioButtonGroup
              size="sm"
              aria-label="Which results are shown"
              options={shown.kinds}
              value={shown.kind}
              onChange={shown.changeKind}
            />
          </div>
        )}
        <DataTable
          caption="Results of the upload"
          columns={candidateColumns(page, isBusy)}
          rows={shown.rows}
          rowKey={({ index }) => index}
          isFixed
          minWidth={880}
        />
        {more > 0 && <p className={styles.more}>{`… and ${plural(more, 'more result')}, shown when all are ready`}</p>}
        <Pagination
          currentPage={shown.pageNumber}
          numberOfPages={shown.pageCount}
          onNavigate={shown.goToPage}
          hideWhenSinglePage
        />
        <div className={styles.buttons}>
          <Button icon="import" disabled={!canAccept} onClick={page.actions.accept}>
            {accepting.isPending ? 'Importing…' : `Import ${plural(chosen.length, 'run')}`}
          </Button>
          <Button
            variant="secondary"
            fill="outline"
            disabled={isBusy || open.length === 0}
            onClick={() => page.actions.change(open, { isChosen: !areAllChosen })}
          >
            {areAllChosen ? 'Untick all' : 'Tick all'}
          </Button>
          <ReportsChoice page={page} isBusy={isBusy} />
          <span role="status" className={styles.note}>
            {incomplete.length > 0 &&
              `${plural(incomplete.length, 'ticked result')} still needs scenario, test type or version`}
          </span>
        </div>
      </div>
    </Section>
  );
}

/** Reports are made for so many runs without being asked for: the sidecar does the same. */
const MOST_WITH_REPORTS = 5;

function ReportsChoice({ page: { data, actions }, isBusy }: { page: UploadedPage; isBusy: boolean }) {
  return (
    <Checkbox
      label="Make a report of each"
      value={data.reports ?? data.chosen.length <= MOST_WITH_REPORTS}
      disabled={isBusy}
      onChange={(event) => actions.askForReports(event.currentTarget.checked)}
    />
  );
}

/** What was imported already can not be taken again, but nothing stands against it. */
function noteOf(candidates: readonly ImportCandidate[], count: number): string {
  const refused = candidates.filter(({ problem }) => problem !== null).length;
  const all = plural(count, 'result');
  return refused === 0 ? all : `${all}, ${refused} of them cannot be taken`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  more: css({ margin: 0, color: theme.colors.text.secondary }),
  note: css({ color: theme.colors.warning.text }),
});
