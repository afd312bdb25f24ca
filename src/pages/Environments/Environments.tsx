import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, FilterInput, useStyles2 } from '@grafana/ui';

import { plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Notice } from '../../shared/ui/Notice';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { environmentColumns } from './environment-columns';
import { useEnvironmentsPage } from './useEnvironmentsPage';

/** The installations that are tested, and what each does just now. */
export default function Environments() {
  const page = useEnvironmentsPage();
  const create = page.data.canEdit && (
    <LinkButton icon="plus" href={paths.newEnvironment()}>
      New environment
    </LinkButton>
  );
  return (
    <AppPage
      pageNav={{ text: 'Environments', url: paths.environments() }}
      subTitle="The systems under test; each is a lane of the queue, and its runs go one after another"
      actions={create}
    >
      <QueryView query={page.data.environments} subject="the environments">
        {(all) =>
          all.length === 0 ? (
            <NothingHere
              title="Here will be the systems that you test"
              text="An environment says where the load goes: host, port, users and secrets."
              action={create}
            />
          ) : (
            <EnvironmentList page={page} />
          )
        }
      </QueryView>
    </AppPage>
  );
}

function EnvironmentList({ page: { data, actions } }: { page: ReturnType<typeof useEnvironmentsPage> }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.list}>
      {data.isQueuePaused && (
        <Notice icon="pause" tone="warning" title="The whole queue is paused: nothing new starts on any environment" />
      )}
      <div className={styles.filter}>
        <FilterInput
          aria-label="Search environments"
          placeholder="Name, description, property"
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
      </div>
      <DataTable
        caption="Environments"
        columns={environmentColumns(data.lanes)}
        rows={data.shown}
        rowKey={({ id }) => id}
        minWidth={900}
        emptyText="No environment fits this search"
      />
      <span className={styles.count}>{plural(data.shown.length, 'environment')}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  filter: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  count: css({ color: theme.colors.text.secondary }),
});
