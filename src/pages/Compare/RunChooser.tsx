import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, RadioButtonGroup, useStyles2 } from '@grafana/ui';

import { assertNever } from '../../shared/assert-never';
import { Section } from '../../shared/ui/Section';
import { BatchesChoice } from './BatchesChoice';
import type { RunGroup } from './compare-groups';
import { RunsChoice } from './RunsChoice';
import { type ComparePage, WAYS_TO_CHOOSE, type WayToChoose } from './useComparePage';
import { VersionsChoice } from './VersionsChoice';

const WAY_LABELS: Record<WayToChoose, string> = { runs: 'Runs', versions: 'Versions', batches: 'Batches' };

interface RunChooserProps {
  way: WayToChoose;
  groups: readonly RunGroup[];
  page: ComparePage;
}

/** What to put side by side: single runs, versions of scenarios, or whole batches. */
export function RunChooser({ way, groups, page: { actions } }: RunChooserProps) {
  const styles = useStyles2(getStyles);
  return (
    <Section
      title="What to compare"
      note="two to ten; the oldest is what the others are compared with, until you choose another"
      actions={
        groups.length > 0 && (
          <Button variant="secondary" fill="outline" icon="arrow-left" onClick={() => actions.choose(undefined)}>
            Back to the comparison
          </Button>
        )
      }
    >
      <div className={styles.ways}>
        <RadioButtonGroup
          aria-label="Choose by"
          value={way}
          options={WAYS_TO_CHOOSE.map((value) => ({ value, label: WAY_LABELS[value] }))}
          onChange={actions.choose}
        />
      </div>
      <ChoiceBy way={way} onCompare={actions.compare} />
    </Section>
  );
}

export interface ChoiceProps {
  onCompare: (groups: readonly RunGroup[]) => void;
}

function ChoiceBy({ way, onCompare }: { way: WayToChoose } & ChoiceProps) {
  switch (way) {
    case 'runs':
      return <RunsChoice onCompare={onCompare} />;
    case 'versions':
      return <VersionsChoice onCompare={onCompare} />;
    case 'batches':
      return <BatchesChoice onCompare={onCompare} />;
    default:
      return assertNever(way);
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  ways: css({ marginBottom: theme.spacing(2) }),
});
