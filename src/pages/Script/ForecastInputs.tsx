import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, useStyles2 } from '@grafana/ui';

import { DurationInput, LOAD_LIMITS, UsersInput } from '../../shared/ui/LoadInputs';
import { isPlain } from './preflight-query';
import type { ScriptPageModel } from './useScriptPage';

/** Users, duration and ramp-up, or what a scenario says of them: each change asks anew. */
export function ForecastInputs({ page }: { page: ScriptPageModel }) {
  const styles = useStyles2(getStyles);
  const { query } = page.data;
  const { changeQuery, resetQuery } = page.actions;
  const planned = plannedLoad(page);
  const placeholder = planned?.appliesLoad === false ? 'own schedule' : 'as in script';
  return (
    <div className={styles.inputs} role="group" aria-label="Try another load">
      <ScenarioInputs page={page} />
      <Labelled label="Users" htmlFor="forecast-users">
        <UsersInput
          id="forecast-users"
          label="Users"
          isLive
          width={14}
          placeholder={placeholder}
          value={query.userCount}
          standard={planned?.appliesLoad === false ? null : (planned?.userCount ?? null)}
          {...LOAD_LIMITS.users}
          onChange={(userCount) => changeQuery({ userCount: userCount ?? null })}
        />
      </Labelled>
      <Labelled label="Duration" htmlFor="forecast-duration">
        <DurationInput
          id="forecast-duration"
          label="Duration"
          isLive
          width={14}
          placeholder={placeholder}
          value={query.durationSeconds}
          standard={planned?.appliesLoad === false ? null : (planned?.durationSeconds ?? null)}
          {...LOAD_LIMITS.duration}
          onChange={(durationSeconds) => changeQuery({ durationSeconds: durationSeconds ?? null })}
        />
      </Labelled>
      <Labelled label="Ramp-up" htmlFor="forecast-ramp-up">
        <DurationInput
          id="forecast-ramp-up"
          label="Ramp-up"
          isLive
          width={14}
          placeholder={query.userCount === undefined ? placeholder : 'none'}
          value={query.rampUpSeconds}
          standard={planned?.appliesLoad === false ? null : (planned?.rampUpSeconds ?? null)}
          {...LOAD_LIMITS.rampUp}
          onChange={(rampUpSeconds) => changeQuery({ rampUpSeconds: rampUpSeconds ?? null })}
        />
      </Labelled>
      {!isPlain(query) && (
        <Button variant="secondary" fill="text" icon="history" onClick={resetQuery}>
          As the script has it
        </Button>
      )}
    </div>
  );
}

/** What the chosen scenario says for the chosen test type. */
function plannedLoad({ data: { query, choices } }: ScriptPageModel) {
  const scenario = choices.scenarios.find(({ id }) => id === query.scenarioId);
  return scenario?.loads.find(({ testTypeId }) => testTypeId === query.testTypeId);
}

function ScenarioInputs({ page: { data, actions } }: { page: ScriptPageModel }) {
  const { query, choices, scriptId } = data;
  const scenario = choices.scenarios.find(({ id }) => id === query.scenarioId);
  const testTypes = choices.testTypes.filter(({ id }) => scenario?.loads.some(({ testTypeId }) => testTypeId === id));
  const chooseScenario = (scenarioId: number | null) => {
    const chosen = choices.scenarios.find(({ id }) => id === scenarioId);
    actions.changeQuery({
      scenarioId,
      testTypeId: chosen?.loads[0]?.testTypeId ?? null,
      environmentId: null,
      userCount: null,
      durationSeconds: null,
      rampUpSeconds: null,
    });
  };
  return (
    <>
      <Labelled label="Scenario" htmlFor="forecast-scenario">
        <Combobox
          id="forecast-scenario"
          width={22}
          options={[...choices.scenarios]
            .sort((one, other) => Number(other.scriptId === scriptId) - Number(one.scriptId === scriptId))
            .map(({ id, name, scriptId: ownScriptId }) => ({
              value: id,
              label: name,
              description: ownScriptId === scriptId ? undefined : 'runs another script',
            }))}
          value={query.scenarioId ?? null}
          isClearable
          placeholder="None"
          onChange={(option) => chooseScenario(option?.value ?? null)}
        />
      </Labelled>
      {scenario !== undefined && (
        <Labelled label="Test type" htmlFor="forecast-test-type">
          <Combobox
            id="forecast-test-type"
            width={16}
            options={testTypes.map(({ id, name }) => ({ value: id, label: name }))}
            value={query.testTypeId ?? null}
            placeholder="Choose"
            onChange={({ value }) =>
              actions.changeQuery({ testTypeId: value, userCount: null, durationSeconds: null, rampUpSeconds: null })
            }
          />
        </Labelled>
      )}
      <Labelled label="Environment" htmlFor="forecast-environment">
        <Combobox
          id="forecast-environment"
          width={20}
          options={choices.environments.map(({ id, name }) => ({ value: id, label: name }))}
          value={query.environmentId ?? null}
          isClearable
          placeholder={nameOf(choices.environments, scenario?.environmentId) ?? 'None'}
          onChange={(option) => actions.changeQuery({ environmentId: option?.value ?? null })}
        />
      </Labelled>
    </>
  );
}

function nameOf(items: ReadonlyArray<{ id: number; name: string }>, id: number | undefined): string | undefined {
  return items.find((item) => item.id === id)?.name;
}

function Labelled({ label, htmlFor, children }: { label: string; htmlFor: string; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.field}>
      <label htmlFor={htmlFor} className={styles.label}>
        {label}
      </label>
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  inputs: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(1, 1.5),
    marginBottom: theme.spacing(1.5),
  }),
  field: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
