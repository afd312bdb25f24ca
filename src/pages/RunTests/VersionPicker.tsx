import React from 'react';
import { Combobox, type ComboboxOption, Field } from '@grafana/ui';
import type { Version } from 'perftest-automation-sidecar/contract/scenarios';

interface VersionPickerProps {
  versions: readonly Version[];
  versionId: number | undefined;
  isCreating: boolean;
  onPick: (versionId: number) => void;
  onCreate: (name: string) => void;
}

/** Values of known versions are their ids; what is typed is a name. */
const KNOWN = 'id:';

export function VersionPicker({ versions, versionId, isCreating, onPick, onCreate }: VersionPickerProps) {
  const options = versions.map(({ id, version, displayName }) => ({
    value: `${KNOWN}${id}`,
    label: version,
    description: displayName && displayName !== version ? displayName : undefined,
  }));
  const pick = ({ value }: ComboboxOption<string>) => {
    const known = options.find((option) => option.value === value || option.label === value.trim());
    if (known) {
      return onPick(Number(known.value.slice(KNOWN.length)));
    }
    onCreate(value.trim());
  };
  return (
    <Field label="Version" description="Type a new one to create it" noMargin>
      <Combobox
        id="version"
        options={options}
        value={versionId === undefined ? null : `${KNOWN}${versionId}`}
        onChange={pick}
        createCustomValue
        customValueDescription="Create this version"
        placeholder="Choose or type a version"
        loading={isCreating}
        prefixIcon="tag-alt"
      />
    </Field>
  );
}
