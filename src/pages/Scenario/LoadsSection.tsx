import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Combobox, useStyles2 } from '@grafana/ui';
import { useController, useFormContext } from 'react-hook-form';
import type { ScenarioLoad, TestType } from 'perftest-automation-sidecar/contract/scenarios';

import { DurationInput, LOAD_LIMITS, UsersInput } from '../../shared/ui/LoadInputs';
import { PropertiesEditor } from '../../shared/ui/PropertiesEditor';
import { Section } from '../../shared/ui/Section';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import type { ScenarioForm } from './scenario-form';
import type { ScenarioChoices } from './useScenarioPage';

const FIRST_LOAD = { userCount: 25, durationSeconds: 3600, rampUpSeconds: 60, appliesLoad: true, properties: {} };

const SCHEDULES = [
  { value: 'given', label: 'from here', description: 'The thread groups get these users and times' },
  {
    value: 'script',
    label: 'from the script',
    description: 'Its own schedule stays; these are what is expected of it',
  },
] as const;

/** What each test type means here. */
export function LoadsSection({ choices }: { choices: ScenarioChoices }) {
  const styles = useStyles2(getStyles);
  const { control } = useFormContext<ScenarioForm>();
  const { field } = useController({ control, name: 'loads' });
  const change = (testTypeId: number, load: ScenarioLoad | null) => {
    const others = field.value.filter((one) => one.testTypeId !== testTypeId);
    field.onChange(load === null ? others : [...others, load]);
  };
  return (
    <Section
      title="Users and duration"
      note="users are the total over the thread groups that run; the duration includes the ramp-up"
      isBare
    >
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {['Test type', 'Users', 'Duration', 'Ramp-up', 'Schedule', 'Properties of this test type'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {choices.testTypes.map((testType) => (
              <LoadRow
                key={testType.id}
                testType={testType}
                load={field.value.find(({ testTypeId }) => testTypeId === testType.id) ?? null}
                isDisabled={field.disabled ?? false}
                onChange={(load) => change(testType.id, load)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

interface LoadRowProps {
  testType: TestType;
  /** null = this scenario is not run with it. */
  load: ScenarioLoad | null;
  isDisabled: boolean;
  onChange: (load: ScenarioLoad | null) => void;
}

function LoadRow({ testType, load, isDisabled, onChange }: LoadRowProps) {
  const styles = useStyles2(getStyles);
  return (
    <tr>
      <th scope="row" className={styles.testType}>
        <Checkbox
          label={testType.displayName}
          value={load !== null}
          disabled={isDisabled}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? { testTypeId: testType.id, ...FIRST_LOAD } : null)
          }
        />
      </th>
      {load === null ? (
        <td colSpan={5} className={styles.none}>
          not run
        </td>
      ) : (
        <LoadCells name={testType.displayName} load={load} isDisabled={isDisabled} onChange={onChange} />
      )}
    </tr>
  );
}

interface LoadCellsProps {
  name: string;
  load: ScenarioLoad;
  isDisabled: boolean;
  onChange: (load: ScenarioLoad) => void;
}

function LoadCells({ name, load, isDisabled, onChange }: LoadCellsProps) {
  const { userCount, durationSeconds, rampUpSeconds, appliesLoad = true, properties } = load;
  // Grafana's Combobox takes no name but that of a label.
  const scheduleId = `load-${load.testTypeId}-schedule`;
  const numbers = [
    { field: 'userCount', Input: UsersInput, label: 'Users', value: userCount, limits: LOAD_LIMITS.users },
    {
      field: 'durationSeconds',
      Input: DurationInput,
      label: 'Duration',
      value: durationSeconds,
      limits: LOAD_LIMITS.duration,
    },
    {
      field: 'rampUpSeconds',
      Input: DurationInput,
      label: 'Ramp-up',
      value: rampUpSeconds,
      limits: LOAD_LIMITS.rampUp,
    },
  ] as const;
  return (
    <>
      {numbers.map(({ field, Input, label, value, limits }) => (
        <td key={field}>
          <Input
            label={`${label} of ${name}`}
            width={11}
            value={undefined}
            standard={value}
            isDisabled={isDisabled}
            {...limits}
            onChange={(next) => next !== undefined && onChange({ ...load, [field]: next })}
          />
        </td>
      ))}
      <td>
        <VisuallyHidden>
          <label htmlFor={scheduleId}>Schedule of {name}</label>
        </VisuallyHidden>
        <Combobox
          id={scheduleId}
          width={20}
          options={[...SCHEDULES]}
          value={appliesLoad ? 'given' : 'script'}
          disabled={isDisabled}
          onChange={({ value }) => onChange({ ...load, appliesLoad: value === 'given' })}
        />
      </td>
      <td>
        <PropertiesEditor
          id={`load-${load.testTypeId}-properties`}
          value={properties}
          isDisabled={isDisabled}
          onChange={(next) => onChange({ ...load, properties: next })}
        />
      </td>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflowX: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  table: css({
    width: '100%',
    minWidth: 960,
    '& th, & td': { padding: theme.spacing(1), textAlign: 'left', verticalAlign: 'top' },
    '& thead th': {
      background: theme.colors.background.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
    },
    '& tbody tr + tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  testType: css({ width: 160, fontWeight: theme.typography.fontWeightRegular }),
  none: css({ color: theme.colors.text.secondary }),
});
