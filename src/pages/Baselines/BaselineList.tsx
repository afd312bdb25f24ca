import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, useStyles2 } from '@grafana/ui';

import { plural } from '../../shared/format';
import { DataTable } from '../../shared/ui/DataTable';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { baselineColumns } from './baseline-columns';
import { NewBaselineModal } from './NewBaselineModal';
import { useBaselineList } from './useBaselineList';

/** Named, frozen figures of single runs. */
export function BaselineList() {
  const styles = useStyles2(getStyles);
  const page = useBaselineList();
  const { data, actions } = page;
  const addButton = data.canEdit && (
    <Button icon="plus" onClick={() => actions.askForRun(true)}>
      New baseline
    </Button>
  );
  return (
    <>
      <QueryView query={data.baselines} subject="the baselines">
        {(all) =>
          all.length === 0 ? (
            <NothingHere
              title="Here will be your baselines"
              text="A baseline freezes the figures of a good run under a name. While a history is short, its default baseline is what runs are compared with."
              action={addButton}
            />
          ) : (
            <div className={styles.list}>
              <div className={styles.line}>
                <FilterInput
                  aria-label="Search baselines"
                  placeholder="Name, scenario or version"
                  width={32}
                  value={data.search}
                  onChange={actions.search}
                />
                {addButton}
              </div>
              <DataTable
                caption="Baselines"
                columns={baselineColumns(page)}
                rows={data.shown}
                rowKey={({ id }) => id}
                isFixed
                minWidth={880}
                emptyText="No baseline fits this search"
              />
              <span className={styles.count}>{plural(all.length, 'baseline')}</span>
            </div>
          )
        }
      </QueryView>
      {data.isCreating && (
        <NewBaselineModal isBusy={data.isSaving} onSave={actions.create} onClose={() => actions.askForRun(false)} />
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  line: css({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: theme.spacing(1) }),
  count: css({ color: theme.colors.text.secondary }),
});
