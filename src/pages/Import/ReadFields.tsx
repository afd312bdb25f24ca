import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, Input, useStyles2 } from '@grafana/ui';
import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import type { Draft, DraftChange } from './import-drafts';

interface ReadFieldsProps {
  candidate: ImportCandidate;
  draft: Draft;
  onChange: (edit: DraftChange) => void;
}

const DELIMITERS = [
  { value: '', label: 'As in the file' },
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
];

/** How the files are to be read, where they do not say it themselves. A further part is read as its run is. */
export function ReadFields({ candidate, draft, onChange }: ReadFieldsProps) {
  const hasSamples = candidate.format === null || candidate.format.startsWith('jtl');
  if (!hasSamples) {
    return null;
  }
  return (
    <>
      {candidate.fileNames.map((fileName, place) => (
        <OffsetField key={fileName} fileName={fileName} place={place} draft={draft} onChange={onChange} />
      ))}
      {draft.partOfIndex === null && candidate.format !== 'jtl xml' && <CsvFields draft={draft} onChange={onChange} />}
    </>
  );
}

interface OffsetFieldProps {
  fileName: string;
  place: number;
  draft: Draft;
  onChange: (edit: DraftChange) => void;
}

function OffsetField({ fileName, place, draft: { clockOffsetsMs }, onChange }: OffsetFieldProps) {
  return (
    <Field
      label={`Clock offset of ${fileName}`}
      description="Milliseconds added to all its times; it is always shown with the run"
    >
      <Input
        id={`candidate-offset-${place}`}
        type="number"
        width={16}
        suffix="ms"
        value={clockOffsetsMs[place] ?? 0}
        onChange={(event) => {
          const offsetMs = Math.round(event.currentTarget.valueAsNumber) || 0;
          onChange({ clockOffsetsMs: clockOffsetsMs.map((known, index) => (index === place ? offsetMs : known)) });
        }}
      />
    </Field>
  );
}

type CsvFieldsProps = Pick<ReadFieldsProps, 'draft' | 'onChange'>;

/** Rarely needed, so folded. */
function CsvFields(props: CsvFieldsProps) {
  const styles = useStyles2(getStyles);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>How the file is to be read, where it does not say so itself</summary>
      {isOpen && <OpenCsvFields {...props} />}
    </details>
  );
}

function OpenCsvFields({ draft, onChange }: CsvFieldsProps) {
  return (
    <>
      <Field label="Columns" description="Of a file without header: their names, comma-separated, as JMeter calls them">
        <Input
          id="candidate-columns"
          placeholder="timeStamp,elapsed,label,responseCode,success,…"
          value={draft.columns}
          onChange={(event) => onChange({ columns: event.currentTarget.value })}
        />
      </Field>
      <Field label="Delimiter">
        <Combobox
          id="candidate-delimiter"
          options={DELIMITERS}
          value={draft.delimiter}
          onChange={({ value }) => onChange({ delimiter: value })}
        />
      </Field>
      <Field
        label="Format of time stamps"
        description="Milliseconds unless the file says otherwise; else a pattern like yyyy/MM/dd HH:mm:ss.SSS"
      >
        <Input
          id="candidate-timestamp-format"
          placeholder="ms"
          value={draft.timestampFormat}
          onChange={(event) => onChange({ timestampFormat: event.currentTarget.value })}
        />
      </Field>
      <Field label="Time zone" description="Of time stamps without one; UTC unless you choose another">
        <Combobox
          id="candidate-time-zone"
          placeholder="UTC"
          isClearable
          options={TIME_ZONES}
          value={draft.timeZone || null}
          onChange={(chosen) => onChange({ timeZone: chosen?.value ?? '' })}
        />
      </Field>
    </>
  );
}

const TIME_ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value }));

const getStyles = (theme: GrafanaTheme2) => ({
  details: css({ marginBottom: theme.spacing(2) }),
  summary: css({ cursor: 'pointer', marginBottom: theme.spacing(1) }),
});
