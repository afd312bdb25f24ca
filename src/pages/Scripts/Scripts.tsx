import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, useStyles2 } from '@grafana/ui';

import { plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { DataTable } from '../../shared/ui/DataTable';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { scriptColumns } from './script-columns';
import { UploadDrawer } from './UploadDrawer';
import { useScriptsPage } from './useScriptsPage';

/** The test plans that can be run, and who changed them last. */
export default function Scripts() {
  const { data, actions } = useScriptsPage();
  const upload = data.canEdit && (
    <Button icon="upload" onClick={() => actions.askForFiles(true)}>
      Upload a script
    </Button>
  );
  return (
    <AppPage
      pageNav={{ text: 'Scripts', url: paths.scripts() }}
      subTitle="Test plans with their data files; every upload is a revision that stays as it is"
      actions={upload}
    >
      <QueryView query={data.scripts} subject="the scripts">
        {(all) =>
          all.length === 0 ? (
            <NothingHere
              title="Here will be your test plans"
              text="Upload a .jmx file with the data it reads. It is looked through before anything runs."
              action={upload}
            />
          ) : (
            <ScriptList data={data} actions={actions} />
          )
        }
      </QueryView>
      {data.isUploading && (
        <UploadDrawer script={null} onDone={actions.open} onClose={() => actions.askForFiles(false)} />
      )}
    </AppPage>
  );
}

function ScriptList({ data, actions }: ReturnType<typeof useScriptsPage>) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.list}>
      <FilterInput
        aria-label="Search scripts"
        placeholder="Name, scenario, file, comment, uploader"
        width={44}
        value={data.search}
        onChange={actions.search}
      />
      <DataTable
        caption="Scripts"
        columns={scriptColumns(data.scenarioNames)}
        rows={data.shown}
        rowKey={({ id }) => id}
        sort={data.sort}
        onSort={actions.changeSort}
        minWidth={900}
        emptyText="No script fits this search"
      />
      <span className={styles.count}>{plural(data.shown.length, 'script')}</span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  count: css({ color: theme.colors.text.secondary }),
});
