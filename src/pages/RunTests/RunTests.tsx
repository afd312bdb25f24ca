import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { LinkButton } from '../../shared/ui/LinkButton';
import { ForbiddenState, NothingHere, QueryView } from '../../shared/ui/states';
import { BatchOptions } from './BatchOptions';
import { CellDrawer } from './CellDrawer';
import { InsertNotice } from './InsertNotice';
import { LoadGrid } from './LoadGrid';
import { PlanPanel } from './PlanPanel';
import { useRunTests } from './useRunTests';
import { VersionPicker } from './VersionPicker';

/** What will happen, and when is it over? */
export default function RunTests() {
  return (
    <AppPage
      pageNav={{ text: 'Run tests', url: paths.runTests() }}
      subTitle="Choose what to run for one version; the queue does the rest"
    >
      {hasRole('Editor') ? (
        <ChooseRuns />
      ) : (
        <ForbiddenState
          what="Starting tests is for editors"
          detail="You can watch what runs and read every result. To start tests, ask an administrator of your Grafana organisation for the Editor role."
          action={<AppLink to={paths.queue()}>See what runs and waits</AppLink>}
        />
      )}
    </AppPage>
  );
}

function ChooseRuns() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useRunTests();
  return (
    <QueryView query={data.scenarios} subject="the scenarios">
      {() =>
        data.grid.rows.length === 0 ? (
          <NothingHere
            title="Here will be a grid of scenarios and test types"
            text="No scenario is active yet."
            action={
              <LinkButton href={paths.newScenario()} icon="plus">
                Make a scenario
              </LinkButton>
            }
          />
        ) : (
          <div className={styles.page}>
            <div className={styles.choice}>
              {data.beforeRunId !== undefined && (
                <InsertNotice runId={data.beforeRunId} onForget={actions.insertAtEnd} />
              )}
              <div className={styles.options}>
                <VersionPicker
                  versions={data.version.versions}
                  versionId={data.version.versionId}
                  onPick={data.version.pick}
                  onCreate={data.version.create}
                />
                <BatchOptions batch={data.batch} onChange={actions.changeBatch} />
              </div>
              <LoadGrid grid={data.grid} actions={actions} />
            </div>
            <PlanPanel plan={data.plan} onStart={actions.start} />
            {data.editedCell && <CellDrawer cell={data.editedCell} actions={actions} />}
          </div>
        )
      }
    </QueryView>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(280px, 26%)',
    alignItems: 'start',
    gap: theme.spacing(2),
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: '1fr' },
  }),
  options: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(210px, 1fr))',
    alignItems: 'end',
    gap: theme.spacing(1.5, 2),
  }),
  choice: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
});
