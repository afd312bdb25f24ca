import React from 'react';
import type { ScriptFile, ScriptRevision } from 'perftest-automation-sidecar/contract/scenarios';

import { formatBytes, NO_DATA } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';

interface FileChange {
  name: string;
  before: ScriptFile | undefined;
  after: ScriptFile | undefined;
}

const COLUMNS: ReadonlyArray<Column<FileChange>> = [
  { id: 'name', header: 'File', cell: ({ name }) => name },
  { id: 'change', header: 'Change', width: 140, cell: wordOf },
  { id: 'before', header: 'Before', width: 120, isNumber: true, cell: ({ before }) => sizeOf(before) },
  { id: 'after', header: 'After', width: 120, isNumber: true, cell: ({ after }) => sizeOf(after) },
];

/** The files that are not the same in both; told by their checksums. */
export function FileChanges({ from, to }: { from: ScriptRevision; to: ScriptRevision }) {
  const changes = changesOf(from.files, to.files);
  return (
    <Section title="Files" note={changes.length === 0 ? 'the same in both' : undefined} isBare>
      {changes.length > 0 && (
        <DataTable caption="Changed files" columns={COLUMNS} rows={changes} rowKey={({ name }) => name} />
      )}
    </Section>
  );
}

function changesOf(before: readonly ScriptFile[], after: readonly ScriptFile[]): FileChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  const find = (files: readonly ScriptFile[], name: string) => files.find((file) => file.name === name);
  return names
    .map((name) => ({ name, before: find(before, name), after: find(after, name) }))
    .filter((change) => change.before?.checksumSha256 !== change.after?.checksumSha256);
}

function wordOf({ before, after }: FileChange): string {
  if (before === undefined) {
    return 'added';
  }
  return after === undefined ? 'removed' : 'changed';
}

function sizeOf(file: ScriptFile | undefined): string {
  return file === undefined ? NO_DATA : formatBytes(file.sizeBytes);
}
