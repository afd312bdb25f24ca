import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Trend } from 'perftest-automation-sidecar/contract/history';

import { formatMetric, METRIC_NAMES, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { NothingHere } from '../../shared/ui/states';
import { TrendChart } from './TrendChart';
import { TrendTable } from './TrendTable';

const MOST_COMPARED = 10;

/** One figure across runs and versions: as a line, and as a table. */
export function TrendSection({ trend, name }: { trend: Trend; name: string }) {
  const styles = useStyles2(getStyles);
  const { points, label, metric } = trend;
  const title = `${METRIC_NAMES[metric]} of ${label ?? 'all samples'}`;
  if (points.length === 0) {
    return (
      <NothingHere
        title={`Here will be the runs of ${name}`}
        text="No run of it has been completed in this environment yet."
      />
    );
  }
  const lastRuns = points.slice(-MOST_COMPARED).map(({ runId }) => runId);
  return (
    <Section
      title={title}
      note={`${name}, ${plural(points.length, 'run')}, the newest on the right`}
      actions={
        lastRuns.length > 1 && (
          <LinkButton size="sm" variant="secondary" href={paths.compareRuns(lastRuns)}>
            {`Compare the last ${lastRuns.length}`}
          </LinkButton>
        )
      }
    >
      <TrendChart trend={trend} title={`${title} of ${name}`} />
      <p className={styles.legend}>
        {describeBand(trend)} Squares failed; hollow points are not in the history. A point opens its run.
      </p>
      <TrendTable trend={trend} />
    </Section>
  );
}

function describeBand({ band, metric, points }: Trend): string {
  if (band === null) {
    return 'The history is too short for a band.';
  }
  const change = points.some(({ isChange }) => isChange)
    ? ' Dotted lines: there a change was accepted, and what is usual begins anew.'
    : '';
  return `Band: where one more run lies in 95 of 100 cases if nothing changed, ${formatMetric(metric, band.low)} to ${formatMetric(metric, band.high)}, centre ${formatMetric(metric, band.centre)}.${change}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({ margin: theme.spacing(1, 0, 2), color: theme.colors.text.secondary }),
});
