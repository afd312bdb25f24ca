import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { ErrorGroup, KeptFailure } from 'perftest-automation-sidecar/contract/statistics';

import { useKeptFailures } from '../api/failures';
import { type FailureGroup, failureGroupId, groupFailures } from '../failure-text';
import { formatCount } from '../format';
import { FailureDetails } from './FailureDetails';
import { QueryView } from './states';

/** Of each group; the others on demand. */
const SHOWN_AT_FIRST = 3;

interface KeptFailuresProps {
  runId: number;
  emptyText: string;
  /** The examples stand with the group of errors that they belong to; without groups all in one list. */
  groups?: readonly ErrorGroup[];
  /** Of a run that goes on. */
  refetchIntervalMs?: number;
}

/** Failed requests with what was sent and what came back; each opens by a click or Enter. */
export function KeptFailures({ runId, emptyText, groups, refetchIntervalMs }: KeptFailuresProps) {
  const styles = useStyles2(getStyles);
  const kept = useKeptFailures({ runId, refetchIntervalMs });
  return (
    <QueryView query={kept} subject="the failed requests" whenMissing={<p className={styles.note}>{emptyText}</p>}>
      {({ failures, keptPerLabel, isComplete }) =>
        failures.length === 0 ? (
          <p className={styles.note}>{emptyText}</p>
        ) : (
          <>
            {groups === undefined ? (
              <FailureList failures={failures} isOpen={failures.length <= SHOWN_AT_FIRST} />
            ) : (
              <GroupedFailures found={groupFailures(failures, groups)} />
            )}
            <p className={styles.note}>
              The first {keptPerLabel} failures of each label are kept; secrets are masked.
              {!isComplete && ' Some could not be kept: too many came at once.'}
            </p>
          </>
        )
      }
    </QueryView>
  );
}

function GroupedFailures({ found }: { found: readonly FailureGroup[] }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {found.map(({ group, failures }) => (
        <section key={JSON.stringify(group ?? null)} className={styles.group}>
          <h3 className={styles.heading} id={group && failureGroupId(group)} tabIndex={-1}>
            {group === undefined ? 'Other failed requests' : titleOf(group)}
          </h3>
          <FailureGroupList failures={failures} />
        </section>
      ))}
    </>
  );
}

function FailureGroupList({ failures }: { failures: readonly KeptFailure[] }) {
  const styles = useStyles2(getStyles);
  const [showsAll, setShowsAll] = useState(false);
  const hiddenCount = showsAll ? 0 : Math.max(0, failures.length - SHOWN_AT_FIRST);
  return (
    <>
      <FailureList failures={hiddenCount === 0 ? failures : failures.slice(0, SHOWN_AT_FIRST)} isOpen={false} />
      {hiddenCount > 0 && (
        <Button size="sm" fill="text" className={styles.more} onClick={() => setShowsAll(true)}>
          Show {hiddenCount} more
        </Button>
      )}
    </>
  );
}

function FailureList({ failures, isOpen }: { failures: readonly KeptFailure[]; isOpen: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {failures.map((failure, index) => (
        <li key={`${failure.startMs} ${failure.threadName} ${failure.label}`}>
          <FailureDetails failure={failure} isOpen={isOpen && index === 0} />
        </li>
      ))}
    </ul>
  );
}

function titleOf({ label, responseCode, message, count }: ErrorGroup): string {
  return `${label}: ${[responseCode, message].filter(Boolean).join(' ') || 'no answer'} (${formatCount(count)} times)`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
  group: css({ marginBottom: theme.spacing(2) }),
  heading: css({ ...theme.typography.h6, margin: theme.spacing(0, 0, 0.5), overflowWrap: 'anywhere' }),
  more: css({ marginTop: theme.spacing(0.5) }),
  note: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.text.secondary }),
});
