import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, Switch, useStyles2 } from '@grafana/ui';
import type { FailurePolicy } from 'perftest-automation-sidecar/contract/runs';

import { useEnvironments } from '../../shared/api/environments';
import { AUTO_PUBLISH_OPTIONS } from '../../shared/publishing/auto-publish';
import type { BatchChoice } from './run-choice';

interface BatchOptionsProps {
  batch: BatchChoice;
  onChange: (change: Partial<BatchChoice>) => void;
}

const POLICIES: Array<{ value: FailurePolicy; label: string; description: string }> = [
  { value: 'continue', label: 'Go on', description: 'Every test is run, whatever the others found' },
  {
    value: 'stop on failed run',
    label: 'Stop when a run fails',
    description: 'A run that is not carried out cancels those that wait',
  },
  {
    value: 'stop on failed verdict',
    label: 'Stop at a failed verdict',
    description: 'So does a run whose verdict is failed',
  },
];

/** What holds for all tests of the batch, beside the version. */
export function BatchOptions({ batch, onChange }: BatchOptionsProps) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <Field label="Environment" description="Left empty: each scenario’s own" noMargin>
        <EnvironmentPicker
          id="environment"
          value={batch.environmentId}
          placeholder="The scenarios’ own"
          onChange={(environmentId) => onChange({ environmentId })}
        />
      </Field>
      <Field label="After a failure" description="What the tests that wait do" noMargin>
        <Combobox
          id="failure-policy"
          options={POLICIES}
          value={batch.failurePolicy}
          onChange={({ value }) => onChange({ failurePolicy: value })}
        />
      </Field>
      <Field label="Publish in Confluence" description="The batch’s report, by itself" noMargin>
        <Combobox
          id="batch-auto-publish"
          options={AUTO_PUBLISH_OPTIONS}
          value={batch.autoPublish ?? 'as the settings say'}
          onChange={({ value }) => onChange({ autoPublish: value })}
        />
      </Field>
      <Field label="Smoke run" description="Each script once, with one user" noMargin>
        <div className={styles.switch}>
          <Switch
            id="smoke"
            aria-label="Smoke run before the tests"
            value={batch.hasSmoke}
            onChange={(event) => onChange({ hasSmoke: event.currentTarget.checked })}
          />
        </div>
      </Field>
    </>
  );
}

interface EnvironmentPickerProps {
  id: string;
  value: number | undefined;
  placeholder: string;
  onChange: (environmentId: number | undefined) => void;
}

export function EnvironmentPicker({ id, value, placeholder, onChange }: EnvironmentPickerProps) {
  const environments = useEnvironments();
  const options = (environments.data ?? [])
    .filter((environment) => environment.isActive)
    .map((environment) => ({ value: environment.id, label: environment.name }));
  return (
    <Combobox
      id={id}
      options={options}
      value={options.find((option) => option.value === value) ?? null}
      isClearable
      placeholder={placeholder}
      onChange={(option) => onChange(option?.value)}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  switch: css({ display: 'flex', alignItems: 'center', height: theme.spacing(4) }),
});
