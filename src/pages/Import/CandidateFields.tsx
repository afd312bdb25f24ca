import React, { type ReactNode } from 'react';
import { Combobox } from '@grafana/ui';
import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import { type CandidateCell, nameOf } from './candidate-cell';

export function ScenarioField({ candidate, draft, page, isBusy }: CandidateCell) {
  return (
    <Labelled id={`scenario-${draft.index}`} label={`Scenario of ${nameOf(candidate)}`}>
      <Combobox
        id={`scenario-${draft.index}`}
        options={page.data.choices.scenarios}
        value={draft.scenarioId}
        placeholder={unknown(candidate.scenarioName)}
        disabled={isBusy || isSettled({ candidate, draft })}
        onChange={({ value }) => page.actions.change([draft.index], { scenarioId: value })}
      />
    </Labelled>
  );
}

export function TestTypeField({ candidate, draft, page, isBusy }: CandidateCell) {
  return (
    <Labelled id={`test-type-${draft.index}`} label={`Test type of ${nameOf(candidate)}`}>
      <Combobox
        id={`test-type-${draft.index}`}
        options={page.data.choices.testTypes}
        value={draft.testTypeId}
        placeholder={unknown(candidate.testTypeName)}
        disabled={isBusy || isSettled({ candidate, draft })}
        onChange={({ value }) => page.actions.change([draft.index], { testTypeId: value })}
      />
    </Labelled>
  );
}

/** Values of known versions are their ids; what is typed is a name. */
const KNOWN = 'id:';

export function VersionField({ candidate, draft, page, isBusy }: CandidateCell) {
  const known = page.data.choices.versions.map(({ value, label }) => ({ value: `${KNOWN}${value}`, label }));
  const own =
    draft.versionName === '' ? [] : [{ value: draft.versionName, label: draft.versionName, description: 'new' }];
  const choose = (value: string) => {
    const version = known.find((one) => one.value === value || one.label === value.trim());
    page.actions.change(
      [draft.index],
      version
        ? { versionId: Number(version.value.slice(KNOWN.length)), versionName: '' }
        : { versionId: null, versionName: value.trim() }
    );
  };
  return (
    <Labelled id={`version-${draft.index}`} label={`Version of ${nameOf(candidate)}`}>
      <Combobox
        id={`version-${draft.index}`}
        options={[...own, ...justMade(candidate, known), ...known]}
        value={draft.versionId === null ? draft.versionName || null : `${KNOWN}${draft.versionId}`}
        placeholder="Choose or type"
        createCustomValue
        customValueDescription="Create this version"
        disabled={isBusy || isSettled({ candidate, draft })}
        onChange={({ value }) => choose(value)}
      />
    </Labelled>
  );
}

/** The header names the column; this names the field. */
/** A version that the import has made is not yet among the ones that the page has read. */
function justMade({ versionId, versionName }: ImportCandidate, known: ReadonlyArray<{ value: string }>) {
  const value = `${KNOWN}${versionId}`;
  const isKnown = versionId === null || known.some((one) => one.value === value);
  return isKnown || versionName === null ? [] : [{ value, label: versionName }];
}

function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <>
      <VisuallyHidden>
        <label htmlFor={id}>{label}</label>
      </VisuallyHidden>
      {children}
    </>
  );
}

function isSettled({ candidate, draft }: Pick<CandidateCell, 'candidate' | 'draft'>): boolean {
  return candidate.runId !== null || draft.partOfIndex !== null;
}

/** The name that was read, where nothing of that name is there. */
function unknown(name: string | null): string {
  return name === null ? 'Choose' : `${name}?`;
}
