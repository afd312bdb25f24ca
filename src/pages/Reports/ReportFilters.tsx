import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, type ComboboxOption, useStyles2 } from '@grafana/ui';

import { REPORT_TYPE_WORDS } from '../../shared/report-types';
import { SearchField } from '../../shared/ui/SearchField';
import { OUTCOME_LOOKS } from '../../shared/ui/Verdict';
import type { AddressChanges } from '../../shared/use-address';

interface ReportFiltersProps {
  params: URLSearchParams;
  onChange: (changes: AddressChanges) => void;
}

const TYPES: Array<ComboboxOption<string>> = Object.entries(REPORT_TYPE_WORDS).map(([value, label]) => ({
  value,
  label,
}));
const OUTCOMES: Array<ComboboxOption<string>> = Object.entries(OUTCOME_LOOKS).map(([value, { word }]) => ({
  value,
  label: word,
}));

export function ReportFilters({ params, onChange }: ReportFiltersProps) {
  const styles = useStyles2(getStyles);
  const lists = [
    { name: 'type', label: 'Of', options: TYPES },
    { name: 'outcome', label: 'Verdict', options: OUTCOMES },
  ];
  return (
    <search className={styles.line}>
      <SearchField
        id="report-search"
        placeholder="Name"
        value={params.get('search') ?? ''}
        onChange={(search) => onChange({ search, page: undefined })}
      />
      {lists.map(({ name, label, options }) => (
        <div key={name} className={styles.field}>
          <label htmlFor={`report-${name}`} className={styles.label}>
            {label}
          </label>
          <Combobox
            id={`report-${name}`}
            width={18}
            placeholder="any"
            isClearable
            options={options}
            value={params.get(name)}
            onChange={(chosen) => onChange({ [name]: chosen?.value, page: undefined })}
          />
        </div>
      ))}
    </search>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: theme.spacing(1, 1.5) }),
  field: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
