import { css } from '@emotion/css';
import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, Pagination, Stack, useStyles2 } from '@grafana/ui';

import { FEWEST_RUNS, MOST_RUNS } from '../../shared/api/compare';
import { formatDateTime, plural } from '../../shared/format';
import { oldestFirst } from '../../shared/oldest-first';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppPage } from '../../shared/ui/AppPage';
import { LinkButton } from '../../shared/ui/LinkButton';
import { RunTable } from '../../shared/ui/RunTable';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { TestFilters } from './TestFilters';
import { useTests } from './useTests';

/** The history: every run, found by what one remembers of it. */
export default function Tests() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useTests();
  return (
    <AppPage pageNav={{ text: 'Tests', url: paths.tests() }} subTitle="Every run with its verdict and figures">
      <TestFilters filter={data.filter} choices={data.choices} onChange={actions.changeFilter} />
      {data.filter.span && <SpanNote span={data.filter.span} onClear={actions.clearSpan} />}
      <QueryView query={data.runs} subject="the runs">
        {(page) =>
          page.totalItems === 0 ? (
            <NoRuns isFiltered={data.isFiltered} onClear={actions.clearFilter} />
          ) : (
            <div className={styles.list}>
              <RunTable
                caption="Runs"
                runs={page.items}
                sort={data.sort}
                onSort={actions.changeSort}
                selection={{ runIds: data.selected, onToggle: ({ id }) => actions.toggleRun(id) }}
              />
              <div className={styles.foot}>
                <span className={styles.count}>{plural(page.totalItems, 'run')}</span>
                <CompareSelected runIds={oldestFirst(data.selected, page.items)} onUnselect={actions.unselectAll} />
                <Pagination
                  currentPage={page.page}
                  numberOfPages={Math.max(1, Math.ceil(page.totalItems / page.pageSize))}
                  onNavigate={actions.goToPage}
                  hideWhenSinglePage
                />
              </div>
            </div>
          )
        }
      </QueryView>
    </AppPage>
  );
}

/** Whence one comes from a panel of a dashboard; a filter that cannot be seen would make runs disappear. */
function SpanNote({ span, onClear }: { span: { fromMs: number; toMs: number }; onClear: () => void }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.span} role="status">
      <Icon name="clock-nine" aria-hidden />
      <span>
        Runs between {formatDateTime(span.fromMs)} and {formatDateTime(span.toMs)}
      </span>
      <Button size="sm" variant="secondary" fill="outline" onClick={onClear}>
        At any time
      </Button>
    </div>
  );
}

function CompareSelected({ runIds, onUnselect }: { runIds: readonly number[]; onUnselect: () => void }) {
  const navigate = useNavigate();
  if (runIds.length === 0) {
    return null;
  }
  const canCompare = runIds.length >= FEWEST_RUNS && runIds.length <= MOST_RUNS;
  return (
    <Stack gap={1}>
      <Button
        icon="code-branch"
        disabled={!canCompare}
        tooltip={canCompare ? undefined : `Pick ${FEWEST_RUNS} to ${MOST_RUNS} runs`}
        onClick={() => navigate(paths.compareRuns(runIds))}
      >
        {`Compare ${plural(runIds.length, 'run')}`}
      </Button>
      <Button variant="secondary" fill="outline" onClick={onUnselect}>
        Unpick all
      </Button>
    </Stack>
  );
}

function NoRuns({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <NothingHere
        isSearch
        title="No run fits this filter"
        action={
          <Button variant="secondary" onClick={onClear}>
            Clear the filter
          </Button>
        }
      />
    );
  }
  return (
    <NothingHere
      title="Here will be every run with its verdict and figures"
      text="No test has been run yet."
      action={
        hasRole('Editor') && (
          <LinkButton href={paths.runTests()} icon="play">
            Run tests
          </LinkButton>
        )
      }
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  span: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  foot: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  }),
  count: css({ color: theme.colors.text.secondary }),
});
