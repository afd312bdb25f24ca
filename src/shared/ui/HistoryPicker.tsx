import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, useStyles2 } from '@grafana/ui';

import type { HistoryChoice } from '../use-history-choice';

interface HistoryPickerProps {
  choice: HistoryChoice;
  /** More fields, e.g. the label and the metric. */
  children?: ReactNode;
}

/** Scenario, test type and environment: together they say whose history it is. */
export function HistoryPicker({ choice, children }: HistoryPickerProps) {
  const styles = useStyles2(getStyles);
  const { scenarioId, testTypeId, environmentId } = choice;
  return (
    <search className={styles.line}>
      <Field label="Scenario" noMargin>
        <Combobox
          id="history-scenario"
          width={22}
          placeholder="Choose"
          options={choice.scenarios}
          value={scenarioId ?? null}
          onChange={({ value }) => choice.chooseScenario(value)}
        />
      </Field>
      <Field label="Test type" noMargin>
        <Combobox
          id="history-test-type"
          width={15}
          placeholder="Choose"
          disabled={scenarioId === undefined}
          options={choice.testTypes}
          value={testTypeId ?? null}
          onChange={({ value }) => choice.chooseTestType(value)}
        />
      </Field>
      <Field label="Environment" noMargin>
        <Combobox
          id="history-environment"
          width={15}
          placeholder="The scenario’s"
          disabled={scenarioId === undefined}
          options={choice.environments}
          value={environmentId ?? null}
          onChange={({ value }) => choice.chooseEnvironment(value)}
        />
      </Field>
      {children}
    </search>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: theme.spacing(1, 1.5) }),
});
