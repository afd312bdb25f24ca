import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { type ComboboxOption, MultiCombobox, useStyles2 } from '@grafana/ui';
import type { RunStatus } from 'perftest-automation-sidecar/contract/runs';
import type { Scenario, TestType, Version } from 'perftest-automation-sidecar/contract/scenarios';

import { SearchField } from '../../shared/ui/SearchField';
import { OUTCOME_LOOKS, STATUS_LOOKS } from '../../shared/ui/Verdict';
import type { FilterField, TestFilter } from './useTests';

interface TestFiltersProps {
  filter: TestFilter;
  choices: { scenarios?: Scenario[]; testTypes?: TestType[]; versions?: Version[] };
  onChange: (field: FilterField | 'search', values: string[]) => void;
}

type Options = Array<ComboboxOption<string>>;

const OUTCOMES: Options = Object.entries(OUTCOME_LOOKS).map(([value, { word }]) => ({ value, label: word }));
const STATUSES: Options = Object.entries(STATUS_LOOKS).map(([value, { word }]) => ({
  value: value satisfies string as RunStatus,
  label: word,
}));

export function TestFilters({ filter, choices, onChange }: TestFiltersProps) {
  const styles = useStyles2(getStyles);
  const lists: Array<{ field: FilterField; name: string; options: Options }> = [
    { field: 'outcome', name: 'Verdict', options: OUTCOMES },
    { field: 'scenarioId', name: 'Scenario', options: toOptions(choices.scenarios, ({ name }) => name) },
    { field: 'testTypeId', name: 'Test type', options: toOptions(choices.testTypes, ({ name }) => name) },
    { field: 'versionId', name: 'Version', options: toOptions(choices.versions, ({ version }) => version) },
    { field: 'status', name: 'Status', options: STATUSES },
  ];
  return (
    <search className={styles.line}>
      <SearchField
        id="filter-search"
        placeholder="Name, version, comment"
        value={filter.search}
        onChange={(text) => onChange('search', text ? [text] : [])}
      />
      {lists.map(({ field, name, options }) => (
        <div key={field} className={styles.field}>
          <label htmlFor={`filter-${field}`} className={styles.label}>
            {name}
          </label>
          <MultiCombobox
            id={`filter-${field}`}
            width={15}
            placeholder="any"
            options={options}
            value={filter[field]}
            isClearable
            onChange={(chosen) =>
              onChange(
                field,
                chosen.map(({ value }) => value)
              )
            }
          />
        </div>
      ))}
    </search>
  );
}

function toOptions<T extends { id: number }>(items: readonly T[] | undefined, labelOf: (item: T) => string): Options {
  return (items ?? []).map((item) => ({ value: String(item.id), label: labelOf(item) }));
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 1.5), marginBottom: theme.spacing(2) }),
  field: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  label: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
