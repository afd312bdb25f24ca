import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, useStyles2 } from '@grafana/ui';

import { MOST_RUNS } from '../../shared/api/compare';
import { useRuns } from '../../shared/api/runs';
import { plural } from '../../shared/format';
import { oldestFirst } from '../../shared/oldest-first';
import { RunTable } from '../../shared/ui/RunTable';
import { QueryView } from '../../shared/ui/states';
import { useAddress } from '../../shared/use-address';
import { isComparable, readGroups, readIds } from './compare-groups';
import type { ChoiceProps } from './RunChooser';

const PAGE_SIZE = 50;
/** In the URL: everything was unticked, which is another thing than nothing having been ticked yet. */
const NOTHING = '0';

/** The last completed runs, or those that a search finds; what was ticked before stays ticked. */
export function RunsChoice({ onCompare }: ChoiceProps) {
  const styles = useStyles2(getStyles);
  const [params, change] = useAddress();
  const search = params.get('search') ?? '';
  const runs = useRuns({ status: 'completed', search, sort: '-id', pageSize: PAGE_SIZE });
  const picked = params.has('pick') ? readIds(params.get('pick') ?? '') : readGroups(params).flat();
  const toggle = (runId: number) => {
    const next = picked.includes(runId) ? picked.filter((id) => id !== runId) : [...picked, runId];
    change({ pick: next.join(',') || NOTHING });
  };
  return (
    <div className={styles.choice}>
      <div className={styles.line}>
        <FilterInput
          aria-label="Search runs"
          placeholder="Name, version, comment"
          width={32}
          value={search}
          onChange={(text) => change({ search: text })}
        />
        <Button
          disabled={!isComparable(picked)}
          tooltip={isComparable(picked) ? undefined : `Tick two to ${MOST_RUNS} runs`}
          onClick={() => onCompare([oldestFirst(picked, runs.data?.items ?? [])])}
        >
          {`Compare ${plural(picked.length, 'run')}`}
        </Button>
      </div>
      <QueryView query={runs} subject="the runs">
        {(page) => (
          <RunTable
            caption="Completed runs"
            runs={page.items}
            selection={{ runIds: picked, onToggle: ({ id }) => toggle(id) }}
            emptyText={search === '' ? 'No run has been completed yet' : 'No completed run fits this search'}
          />
        )}
      </QueryView>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  choice: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
});
