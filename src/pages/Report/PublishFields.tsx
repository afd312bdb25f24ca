import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, Input, useStyles2 } from '@grafana/ui';
import type { PublishPreview } from 'perftest-automation-sidecar/contract/publishing';

import { usePageTemplates, useSpaces } from '../../shared/api/publishing';

/** What is left out is as the scenario, batch or settings say. */
export interface PublishChoice {
  spaceKey?: string;
  parentPageId?: string;
  title?: string;
  templateId?: number;
  versionNote?: string;
}

interface PublishFieldsProps {
  choice: PublishChoice;
  /** What would be taken as it is now. */
  preview: PublishPreview | undefined;
  /** A page that is there keeps its place. */
  hasPage: boolean;
  onChange: (changes: PublishChoice) => void;
}

export function PublishFields({ choice, preview, hasPage, onChange }: PublishFieldsProps) {
  const styles = useStyles2(getStyles);
  const isNumber = /^\d*$/.test(choice.parentPageId ?? '');
  return (
    <div className={styles.fields}>
      <SpaceField
        value={choice.spaceKey ?? preview?.spaceKey ?? ''}
        isDisabled={hasPage}
        onChange={(spaceKey) => onChange({ spaceKey })}
      />
      <Field
        label="Parent page"
        description={hasPage ? 'Move the page in Confluence' : 'Its number; empty = as the settings say'}
        invalid={!isNumber}
        error="The number of a page, as its address has it"
        noMargin
      >
        <Input
          id="publish-parent"
          inputMode="numeric"
          disabled={hasPage}
          value={choice.parentPageId ?? ''}
          placeholder={preview?.parentPageId ?? 'Home page of the space'}
          onChange={({ currentTarget }) => onChange({ parentPageId: currentTarget.value.trim() })}
        />
      </Field>
      <Field label="Title" description="Empty = by the template" className={styles.wide} noMargin>
        <Input
          id="publish-title"
          maxLength={255}
          value={choice.title ?? ''}
          placeholder={preview?.title}
          onChange={({ currentTarget }) => onChange({ title: currentTarget.value })}
        />
      </Field>
      <TemplateField value={choice.templateId} onChange={(templateId) => onChange({ templateId })} />
      <Field label="Note to this version" description="In the page’s history" noMargin>
        <Input
          id="publish-note"
          maxLength={200}
          value={choice.versionNote ?? ''}
          placeholder="Performance Test Automation"
          onChange={({ currentTarget }) => onChange({ versionNote: currentTarget.value })}
        />
      </Field>
    </div>
  );
}

interface SpaceFieldProps {
  value: string;
  isDisabled: boolean;
  onChange: (key: string) => void;
}

/** By name where Confluence lists its spaces, else by key. */
function SpaceField({ value, isDisabled, onChange }: SpaceFieldProps) {
  const spaces = useSpaces();
  const options = (spaces.data ?? []).map(({ key, name }) => ({ value: key, label: name, description: key }));
  const isKnown = options.some((one) => one.value === value) || value === '';
  return (
    <Field label="Space" description={isDisabled ? 'The page keeps its space' : 'By name or key'} noMargin>
      <Combobox
        id="publish-space"
        placeholder={spaces.isError ? 'Its key' : 'Choose'}
        loading={spaces.isFetching}
        disabled={isDisabled}
        createCustomValue
        options={isKnown ? options : [{ value, label: value, description: value }, ...options]}
        value={value === '' ? null : value}
        onChange={({ value: key }) => onChange(key)}
      />
    </Field>
  );
}

function TemplateField({ value, onChange }: { value: number | undefined; onChange: (id: number) => void }) {
  const templates = usePageTemplates();
  const options = (templates.data ?? []).map(({ id, name, isDefault }) => ({
    ...{ value: id, label: name, description: isDefault ? 'the default' : undefined },
  }));
  return (
    <Field label="Template" description="Title and text of the page" noMargin>
      <Combobox
        id="publish-template"
        placeholder={options.length === 0 ? 'The built-in one' : 'The default'}
        disabled={options.length === 0}
        options={options}
        value={value ?? null}
        onChange={({ value: id }) => onChange(id)}
      />
    </Field>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))',
    gap: theme.spacing(2),
  }),
  wide: css({ gridColumn: '1 / -1' }),
});
