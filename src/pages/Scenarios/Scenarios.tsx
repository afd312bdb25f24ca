import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, FilterInput, Tab, TabsBar, useStyles2 } from '@grafana/ui';

import { plural } from '../../shared/format';
import { paths, proxyHref } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { TestTypes } from '../TestTypes/TestTypes';
import { ImportDrawer } from './ImportDrawer';
import { scenarioColumns } from './scenario-columns';
import { useScenariosPage } from './useScenariosPage';

/** What can be tested, and how; and the kinds of test there are. */
export default function Scenarios() {
  const styles = useStyles2(getStyles);
  const page = useScenariosPage();
  const { tab, canEdit } = page.data;
  const [isImporting, setIsImporting] = useState(false);
  return (
    <AppPage
      pageNav={{ text: 'Scenarios', url: paths.scenarios() }}
      subTitle="A script with its users and duration for each test type, its SLOs and its environment"
      actions={canEdit && <PageActions onImport={() => setIsImporting(true)} />}
    >
      <TabsBar className={styles.tabs}>
        <Tab label="Scenarios" active={tab === 'scenarios'} onChangeTab={() => page.actions.openTab('scenarios')} />
        <Tab label="Test types" active={tab === 'test-types'} onChangeTab={() => page.actions.openTab('test-types')} />
      </TabsBar>
      {tab === 'test-types' ? <TestTypes /> : <ScenarioList page={page} />}
      {isImporting && <ImportDrawer onClose={() => setIsImporting(false)} />}
    </AppPage>
  );
}

function PageActions({ onImport }: { onImport: () => void }) {
  return (
    <>
      <Button variant="secondary" icon="import" onClick={onImport}>
        Import YAML
      </Button>
      <LinkButton icon="plus" href={paths.newScenario()}>
        New scenario
      </LinkButton>
    </>
  );
}

function ScenarioList({ page }: { page: ReturnType<typeof useScenariosPage> }) {
  const styles = useStyles2(getStyles);
  const { data, actions } = page;
  return (
    <QueryView query={data.scenarios} subject="the scenarios">
      {(all) =>
        all.length === 0 ? (
          <NothingHere
            title="Here will be what you test"
            text="A scenario needs a script and an environment. Upload a script first if there is none."
            action={
              data.canEdit && (
                <LinkButton icon="plus" href={paths.newScenario()}>
                  New scenario
                </LinkButton>
              )
            }
          />
        ) : (
          <div className={styles.list}>
            <div className={styles.filter}>
              <FilterInput
                aria-label="Search scenarios"
                placeholder="Name, description, script, environment"
                width={40}
                value={data.search}
                onChange={actions.search}
              />
              <Checkbox
                id="show-archived"
                label="Archived too"
                value={data.isArchiveShown}
                onChange={(event) => actions.showArchive(event.currentTarget.checked)}
              />
              <LinkButton
                className={styles.export}
                variant="secondary"
                fill="outline"
                icon="download-alt"
                target="_self"
                href={proxyHref('/api/scenarios/export', { ids: data.shown.map(({ id }) => id).join(',') })}
              >
                Export as YAML
              </LinkButton>
            </div>
            <DataTable
              caption="Scenarios"
              columns={scenarioColumns(data, data.canEdit)}
              rows={data.shown}
              rowKey={({ id }) => id}
              minWidth={1000}
              emptyText="No scenario fits this search"
            />
            <span className={styles.count}>{plural(data.shown.length, 'scenario')}</span>
          </div>
        )
      }
    </QueryView>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tabs: css({ marginBottom: theme.spacing(2) }),
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  filter: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  export: css({ marginLeft: 'auto' }),
  count: css({ color: theme.colors.text.secondary }),
});
