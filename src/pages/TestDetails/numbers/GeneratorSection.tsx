import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { GeneratorLoad, Run } from 'perftest-automation-sidecar/contract/runs';

import { TimeSeriesChart } from '../../../shared/chart/TimeSeriesChart';
import { formatCount, formatMsWithUnit, NO_DATA } from '../../../shared/format';
import { Facts } from '../../../shared/ui/Facts';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { toGeneratorSeries } from './generator-series';

/** Could the generator make the load? Only that, and the set-up, can make a run invalid. */
export function GeneratorSection({ run }: { run: Run }) {
  const findings = run.verdict?.validity.findings ?? [];
  return (
    <Section title="Load generator" note="only this and the set-up can make a run invalid" isBare>
      <PageSections>
        <Findings isJudged={run.verdict !== null} findings={findings} />
        {run.generator ? <Load generator={run.generator} /> : <NotMeasured run={run} />}
      </PageSections>
    </Section>
  );
}

function Findings({ isJudged, findings }: { isJudged: boolean; findings: readonly string[] }) {
  const styles = useStyles2(getStyles);
  if (!isJudged) {
    return null;
  }
  if (findings.length === 0) {
    return (
      <p className={styles.line}>
        <Icon name="check-circle" className={styles.good} /> Nothing speaks against this run.
      </p>
    );
  }
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => (
        <li key={finding}>
          <Icon name="exclamation-triangle" className={styles.bad} /> {finding}
        </li>
      ))}
    </ul>
  );
}

function NotMeasured({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.line}>
      {run.runnerType === 'imported'
        ? 'This result was made elsewhere: nothing is known of its generator.'
        : 'CPU, memory and garbage collection were not measured during this run.'}
    </p>
  );
}

function Load({ generator }: { generator: GeneratorLoad }) {
  const { samples, threadsPlanned, threadsStarted, clockJumpMs } = generator;
  const series = useMemo(() => toGeneratorSeries(samples), [samples]);
  const startsMs = useMemo(() => samples.map(({ atMs }) => atMs), [samples]);
  return (
    <>
      <TimeSeriesChart title="Load of the generator" unit="percentunit" startsMs={startsMs} series={series} />
      <Facts
        facts={[
          {
            name: 'Threads started',
            value:
              threadsStarted === null ? NO_DATA : `${formatCount(threadsStarted)} of ${formatCount(threadsPlanned)}`,
          },
          { name: 'Largest jump of the clock', value: formatMsWithUnit(clockJumpMs) },
        ]}
      />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ margin: 0 }),
  findings: css({ listStyle: 'none', margin: 0, overflowWrap: 'anywhere' }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
});
