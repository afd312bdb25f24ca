import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Field, Input, SecretInput, Switch, TextArea, useStyles2 } from '@grafana/ui';
import type { Setting } from 'perftest-automation-sidecar/contract/system';

import { type Drafts, problemOf, type SettingValue, shownValue } from './setting-drafts';

interface SettingFieldProps {
  setting: Setting;
  drafts: Drafts;
  onEdit: (value: SettingValue | null) => void;
  onKeep: () => void;
}

/** One setting: what it is for, its value, where that comes from, and the way back. */
export function SettingField({ setting, drafts, onEdit, onKeep }: SettingFieldProps) {
  const styles = useStyles2(getStyles);
  const draft = drafts[setting.key];
  const problem = problemOf(setting, draft);
  return (
    <div className={styles.setting}>
      <Field
        noMargin
        label={setting.label}
        description={setting.description}
        htmlFor={idOf(setting)}
        invalid={problem !== undefined}
        error={problem}
      >
        <SettingInput setting={setting} drafts={drafts} onEdit={onEdit} />
      </Field>
      <div className={styles.source}>
        <span>{sourceText(setting, draft)}</span>
        {draft !== undefined && (
          <Button
            type="button"
            size="sm"
            fill="text"
            aria-label={`Undo the change of ${setting.label}`}
            onClick={onKeep}
          >
            Undo
          </Button>
        )}
        {draft === undefined && setting.source === 'saved' && (
          <Button
            type="button"
            size="sm"
            fill="text"
            aria-label={`${wayBack(setting)}: ${setting.label}`}
            onClick={() => onEdit(null)}
          >
            {wayBack(setting)}
          </Button>
        )}
      </div>
    </div>
  );
}

function SettingInput({ setting, drafts, onEdit }: Omit<SettingFieldProps, 'onKeep'>) {
  const value = shownValue(setting, drafts);
  const text = value === null ? '' : String(value);
  const id = idOf(setting);
  switch (setting.type) {
    case 'switch':
      return <Switch id={id} value={value === true} onChange={(event) => onEdit(event.currentTarget.checked)} />;
    case 'secret':
      return <SecretField setting={setting} drafts={drafts} onEdit={onEdit} />;
    case 'lines':
      return <TextArea id={id} rows={4} value={text} onChange={(event) => onEdit(event.currentTarget.value)} />;
    case 'choice':
      return (
        <Combobox
          id={id}
          width={40}
          options={setting.choices}
          value={text}
          onChange={(choice) => onEdit(choice.value)}
        />
      );
    case 'number':
      return (
        <Input
          id={id}
          type="number"
          width={24}
          value={text}
          suffix={setting.unit}
          min={setting.minimum ?? undefined}
          max={setting.maximum ?? undefined}
          onChange={(event) => onEdit(numberOrText(event.currentTarget.value))}
        />
      );
    default:
      return (
        <Input
          id={id}
          value={text}
          placeholder={setting.withoutSaved.value === null ? 'not set' : String(setting.withoutSaved.value)}
          onChange={(event) => onEdit(event.currentTarget.value)}
        />
      );
  }
}

/** Written and replaced, never shown: the sidecar does not give secrets out. */
function SecretField({ setting, drafts, onEdit }: Omit<SettingFieldProps, 'onKeep'>) {
  const draft = drafts[setting.key];
  return (
    <SecretInput
      id={idOf(setting)}
      isConfigured={draft === undefined && setting.isSet}
      value={typeof draft === 'string' ? draft : ''}
      placeholder={draft === null ? 'will be removed' : 'not set'}
      autoComplete="new-password"
      onChange={(event) => onEdit(event.currentTarget.value)}
      onReset={() => onEdit('')}
    />
  );
}

/** What becomes of a setting whose saved value is taken away. */
function wayBack({ isSecret, environmentVariable, withoutSaved }: Setting): string {
  if (withoutSaved.source === 'environment') {
    return `Use ${environmentVariable}`;
  }
  return isSecret ? 'Remove' : 'Reset to the default';
}

function idOf({ category, key }: Setting): string {
  return `setting-${category}-${key}`;
}

/** What is no number yet stays as it was typed, and is refused below the field. */
function numberOrText(text: string): SettingValue {
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function sourceText(
  { source, environmentVariable, withoutSaved }: Setting,
  draft: SettingValue | null | undefined
): string {
  if (draft === null) {
    return `Not saved yet: ${withoutSaved.source === 'environment' ? `${environmentVariable} is used again` : 'the default is used again'}`;
  }
  if (draft !== undefined) {
    return 'Not saved yet';
  }
  const texts = {
    saved: 'Saved here',
    environment: `From the environment: ${environmentVariable}`,
    default: `Default; ${environmentVariable} is not set`,
  };
  return texts[source];
}

const getStyles = (theme: GrafanaTheme2) => ({
  setting: css({ maxWidth: 640 }),
  source: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: theme.spacing(4),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
