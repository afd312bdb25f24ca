import React from 'react';
import { Combobox, type ComboboxOption, Field } from '@grafana/ui';
import type { Version } from 'perftest-automation-sidecar/contract/scenarios';

interface VersionPickerProps {
  versions: readonly Version[];
  versionId: number | undefined;
  onPick: (versionId: number) => void;
  onCreate: (name: string) => void;
}

export function VersionPicker({ versions, versionId, onPick, onCreate }: VersionPickerProps) {
  // Their names are unique, and what is typed is a name: a known one is not offered to be created.
  const options = versions.map(({ version, displayName }) => ({
    value: version,
    description: displayName && displayName !== version ? displayName : undefined,
  }));
  const pick = ({ value }: ComboboxOption<string>) => {
    const name = value.trim();
    const known = versions.find(({ version }) => version === name);
    return known ? onPick(known.id) : onCreate(name);
  };
  return (
    <Field label="Version" description="Type a new one to create it" noMargin>
      <Combobox
        id="version"
        options={options}
        value={versions.find(({ id }) => id === versionId)?.version ?? null}
        onChange={pick}
        createCustomValue
        customValueDescription="Create this version"
        placeholder="Choose or type a version"
        prefixIcon="tag-alt"
      />
    </Field>
  );
}
