import React from 'react';
import type { DashboardStats } from 'perftest-automation-sidecar/contract/system';

import { formatCount } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Figure, Figures } from '../../shared/ui/Figure';
import { Section } from '../../shared/ui/Section';

export function HomeFigures({ stats }: { stats: DashboardStats }) {
  return (
    <Section title="Runs" isBare>
      <Figures>
        <LinkedFigure
          name="Last 30 days"
          count={stats.runsLast30Days}
          search=""
          note={`${formatCount(stats.runsTotal)} in all`}
        />
        <LinkedFigure name="Passed" count={stats.passed} search="?outcome=passed" />
        <LinkedFigure name="Failed" count={stats.failed} search="?outcome=failed" />
        <LinkedFigure name="Inconclusive" count={stats.inconclusive} search="?outcome=inconclusive" />
      </Figures>
    </Section>
  );
}

interface LinkedFigureProps {
  name: string;
  count: number;
  search: string;
  note?: string;
}

function LinkedFigure({ name, count, search, note }: LinkedFigureProps) {
  return (
    <Figure
      name={name}
      note={note}
      value={
        <AppLink isQuiet to={paths.tests(search)}>
          {formatCount(count)}
        </AppLink>
      }
    />
  );
}
