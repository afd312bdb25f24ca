import React from 'react';
import { Button, Combobox, Drawer, Field, RadioButtonGroup, Stack } from '@grafana/ui';
import type { Baseline } from 'perftest-automation-sidecar/contract/reports';

import { useBaselines } from '../../shared/api/baselines';
import { useScriptRevisions, useScripts } from '../../shared/api/scripts';
import { formatDateTime } from '../../shared/format';
import { DurationInput, LOAD_LIMITS, UsersInput } from '../../shared/ui/LoadInputs';
import { EnvironmentPicker } from './BatchOptions';
import { countOverrides, type GridCell, hasOwnSchedule } from './run-choice';
import type { ChoiceActions } from './useRunTests';

interface CellDrawerProps {
  cell: GridCell;
  actions: ChoiceActions;
}

/** Everything that can be changed for one run of the batch. */
export function CellDrawer({ cell, actions }: CellDrawerProps) {
  const { choice, load } = cell;
  const close = () => actions.edit(undefined);
  const reset = () =>
    actions.change(cell, {
      userCount: undefined,
      durationSeconds: undefined,
      rampUpSeconds: undefined,
      repeats: undefined,
      appliesLoad: undefined,
      scriptId: undefined,
      revisionNumber: undefined,
      environmentId: undefined,
      baselineId: undefined,
    });
  return (
    <Drawer
      title={`${cell.scenario.name} · ${cell.testType.name}`}
      subtitle="Changes hold for this batch alone; the scenario stays as it is"
      size="sm"
      onClose={close}
    >
      <Field label="Users" description={`The scenario says ${load.userCount}`}>
        <UsersInput
          label="Users"
          width={20}
          value={choice.userCount}
          standard={load.userCount}
          {...LOAD_LIMITS.users}
          onChange={(userCount) => actions.change(cell, { userCount })}
        />
      </Field>
      <Field label="Duration" description="With the ramp-up; for example 60 m, 90 s, 1 h 30 m">
        <DurationInput
          label="Duration"
          width={20}
          value={choice.durationSeconds}
          standard={load.durationSeconds}
          {...LOAD_LIMITS.duration}
          onChange={(durationSeconds) => actions.change(cell, { durationSeconds })}
        />
      </Field>
      <Field label="Ramp-up" description="Until all users are there; it is outside the analysis window">
        <DurationInput
          label="Ramp-up"
          width={20}
          value={choice.rampUpSeconds}
          standard={load.rampUpSeconds}
          {...LOAD_LIMITS.rampUp}
          onChange={(rampUpSeconds) => actions.change(cell, { rampUpSeconds })}
        />
      </Field>
      <ScheduleField cell={cell} actions={actions} />
      <ScriptField cell={cell} actions={actions} />
      <RevisionField cell={cell} actions={actions} />
      <Field label="Environment" description="Left empty: as for the batch, else the scenario’s own">
        <EnvironmentPicker
          id="cell-environment"
          value={cell.choice.environmentId}
          placeholder="As for the batch"
          onChange={(environmentId) => actions.change(cell, { environmentId })}
        />
      </Field>
      <BaselineField cell={cell} actions={actions} />
      <Stack gap={1}>
        <Button onClick={close}>Done</Button>
        {countOverrides(cell) > 0 && (
          <Button variant="secondary" fill="outline" onClick={reset}>
            Back to the scenario’s values
          </Button>
        )}
      </Stack>
    </Drawer>
  );
}

const SCHEDULES = [
  { label: 'As given above', value: true },
  { label: 'The script’s own', value: false },
];

function ScheduleField({ cell, actions }: CellDrawerProps) {
  const standard = cell.load.appliesLoad !== false;
  const choose = (appliesLoad: boolean) =>
    actions.change(cell, { appliesLoad: appliesLoad === standard ? undefined : appliesLoad });
  return (
    <Field
      label="Schedule"
      description="The script’s own: its thread groups stay as they are, e.g. a step-wise load; users and duration above are then what is expected, for the forecast"
    >
      <RadioButtonGroup options={SCHEDULES} value={!hasOwnSchedule(cell)} onChange={choose} />
    </Field>
  );
}

function ScriptField({ cell, actions }: CellDrawerProps) {
  const scripts = useScripts();
  const options = (scripts.data ?? []).map(({ id, name, fileName }) => ({
    value: id,
    label: name,
    description: fileName === name ? undefined : fileName,
  }));
  return (
    <Field
      label="Script"
      description="Left empty: the scenario’s own"
      invalid={scripts.isError}
      error="The scripts could not be read"
    >
      <Combobox
        id="script"
        options={options}
        value={cell.choice.scriptId ?? null}
        isClearable
        placeholder="The scenario’s script"
        onChange={(option) => actions.change(cell, { scriptId: option?.value, revisionNumber: undefined })}
      />
    </Field>
  );
}

function RevisionField({ cell, actions }: CellDrawerProps) {
  const scriptId = cell.choice.scriptId ?? cell.scenario.scriptId;
  return scriptId === null ? null : <RevisionPicker key={scriptId} scriptId={scriptId} cell={cell} actions={actions} />;
}

function RevisionPicker({ scriptId, cell, actions }: CellDrawerProps & { scriptId: number }) {
  const revisions = useScriptRevisions(scriptId);
  const options = (revisions.data ?? []).map(({ number, uploadedAtMs, uploadedBy, comment }) => ({
    value: number,
    label: `Revision ${number}`,
    description: [formatDateTime(uploadedAtMs), uploadedBy, comment].filter(Boolean).join(', '),
  }));
  return (
    <Field
      label="Revision"
      description="Left empty: the newest"
      invalid={revisions.isError}
      error="The revisions could not be read"
    >
      <Combobox
        id="revision"
        options={options}
        value={cell.choice.revisionNumber ?? null}
        isClearable
        placeholder="The newest"
        onChange={(option) => actions.change(cell, { revisionNumber: option?.value })}
      />
    </Field>
  );
}

function BaselineField({ cell, actions }: CellDrawerProps) {
  const baselines = useBaselines();
  const options = (baselines.data ?? []).filter((baseline) => fits(baseline, cell)).map(toOption);
  return (
    <Field
      label="Baseline"
      description="Left empty: the default baseline, else the last completed run of the previous version"
      invalid={baselines.isError}
      error="The baselines could not be read"
    >
      <Combobox
        id="baseline"
        options={options}
        value={cell.choice.baselineId ?? null}
        isClearable
        placeholder={options.length === 0 ? 'No baseline of this scenario and test type' : 'Chosen by the sidecar'}
        onChange={(option) => actions.change(cell, { baselineId: option?.value })}
      />
    </Field>
  );
}

function fits(baseline: Baseline, { scenario, testType }: GridCell): boolean {
  return baseline.isActive && baseline.scenarioId === scenario.id && baseline.testTypeId === testType.id;
}

function toOption({ id, name, versionName, createdAtMs, isDefault }: Baseline) {
  const from = `version ${versionName}, ${formatDateTime(createdAtMs)}`;
  return { value: id, label: name, description: isDefault ? `${from}, default` : from };
}
