import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, MultiCombobox, useStyles2 } from '@grafana/ui';

import { useBaselines } from '../../shared/api/baselines';
import { useBatches } from '../../shared/api/batches';
import { useRuns } from '../../shared/api/runs';
import { useScenarios } from '../../shared/api/scenarios';
import { useVersions } from '../../shared/api/versions';
import { formatDateTime } from '../../shared/format';
import type { ReportChoice } from './report-choice';

interface ChoiceFieldsProps {
  choice: ReportChoice;
  onChange: (changes: Partial<ReportChoice>) => void;
}

/** Older ones have “Make report” on their own pages. */
const NEWEST = 100;
const MOST_VERSIONS = 10;

/** What the chosen type of report needs. */
export function ChoiceFields({ choice, onChange }: ChoiceFieldsProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.fields}>
      {choice.type === 'comparison' && <VersionFields choice={choice} onChange={onChange} />}
      {choice.type === 'batch' && <BatchField choice={choice} onChange={onChange} />}
      {(choice.type === 'single' || choice.type === 'baseline') && <RunField choice={choice} onChange={onChange} />}
      {choice.type === 'baseline' && <BaselineField choice={choice} onChange={onChange} />}
    </div>
  );
}

function VersionFields({ choice, onChange }: ChoiceFieldsProps) {
  const versions = (useVersions().data ?? []).map(({ id, version }) => ({ value: id, label: version }));
  const scenarios = (useScenarios().data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  // As the list has them: the newest first, the oldest is what the others are compared with.
  const inOrder = (ids: number[]) => versions.map(({ value }) => value).filter((id) => ids.includes(id));
  return (
    <>
      <Field
        label="Versions"
        description={`Two to ${MOST_VERSIONS}; of each its newest valid runs, compared with those of the oldest`}
        noMargin
      >
        <MultiCombobox
          id="report-versions"
          placeholder="Choose"
          options={versions}
          value={choice.versionIds}
          onChange={(chosen) =>
            onChange({ versionIds: inOrder(chosen.map(({ value }) => value)).slice(0, MOST_VERSIONS) })
          }
        />
      </Field>
      <Field label="Scenarios" noMargin>
        <MultiCombobox
          id="report-scenarios"
          placeholder="All that these versions ran"
          options={scenarios}
          value={choice.scenarioIds}
          onChange={(chosen) => onChange({ scenarioIds: chosen.map(({ value }) => value) })}
        />
      </Field>
    </>
  );
}

function BatchField({ choice, onChange }: ChoiceFieldsProps) {
  const batches = useBatches(NEWEST);
  const options = (batches.data?.items ?? []).map(({ id, name, createdAtMs }) => ({
    value: id,
    label: name,
    description: formatDateTime(createdAtMs),
  }));
  return (
    <Field label="Batch" noMargin>
      <Combobox
        id="report-batch"
        placeholder="Choose"
        loading={batches.isPending}
        options={options}
        value={choice.batchId ?? null}
        onChange={({ value }) => onChange({ batchId: value })}
      />
    </Field>
  );
}

function useEndedRuns() {
  return useRuns({ status: 'completed,failed,cancelled', pageSize: NEWEST });
}

function RunField({ choice, onChange }: ChoiceFieldsProps) {
  const runs = useEndedRuns();
  const options = (runs.data?.items ?? []).map(({ id, name, createdAtMs }) => ({
    value: id,
    label: name,
    description: `Run ${id}, ${formatDateTime(createdAtMs)}`,
  }));
  return (
    <Field label="Run" noMargin>
      <Combobox
        id="report-run"
        placeholder="Choose"
        loading={runs.isPending}
        options={options}
        value={choice.runId ?? null}
        onChange={({ value }) => onChange({ runId: value, baselineId: undefined })}
      />
    </Field>
  );
}

function BaselineField({ choice, onChange }: ChoiceFieldsProps) {
  const run = useEndedRuns().data?.items.find(({ id }) => id === choice.runId);
  const fitting = (useBaselines().data ?? []).filter(
    ({ scenarioId, testTypeId }) => scenarioId === run?.scenarioId && testTypeId === run?.testTypeId
  );
  const options = fitting.map(({ id, name, versionName }) => ({ value: id, label: name, description: versionName }));
  return (
    <Field label="Baseline" noMargin>
      <Combobox
        id="report-baseline"
        placeholder={run !== undefined && options.length === 0 ? 'This scenario and test type has none' : 'Choose'}
        disabled={options.length === 0}
        options={options}
        value={choice.baselineId ?? null}
        onChange={({ value }) => onChange({ baselineId: value })}
      />
    </Field>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
});
