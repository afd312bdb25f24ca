import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Field, MultiCombobox, useStyles2 } from '@grafana/ui';

import { type NewestOf, useNewestRuns } from '../../shared/api/compare';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { useVersions } from '../../shared/api/versions';
import { readId, useAddress } from '../../shared/use-address';
import { isComparable, readIds } from './compare-groups';
import { FoundRuns } from './FoundRuns';
import type { ChoiceProps } from './RunChooser';

/** The newest completed run of each chosen version; each test type is a group of its own, side by side with the others. */
export function VersionsChoice({ onCompare }: ChoiceProps) {
  const styles = useStyles2(getStyles);
  const { data, change } = useVersionsChoice();
  const canCompare = data.groups.length > 0;
  return (
    <div className={styles.choice}>
      <div className={styles.fields}>
        <Field label="Scenario" noMargin>
          <Combobox
            id="compare-scenario"
            width={24}
            placeholder="Choose"
            options={data.scenarios}
            value={data.scenarioId ?? null}
            onChange={({ value }) => change({ scenario: value })}
          />
        </Field>
        <Field label="Test types" noMargin>
          <MultiCombobox
            id="compare-test-types"
            width={26}
            placeholder="Choose"
            options={data.testTypes}
            value={data.testTypeIds}
            onChange={(chosen) => change({ testTypes: chosen.map(({ value }) => value).join(',') })}
          />
        </Field>
        <Field label="Versions" noMargin>
          <MultiCombobox
            id="compare-versions"
            width={34}
            placeholder="Choose two or more"
            options={data.versions}
            value={data.versionIds}
            onChange={(chosen) => change({ versions: chosen.map(({ value }) => value).join(',') })}
          />
        </Field>
        <Button disabled={!canCompare} onClick={() => onCompare(data.groups)}>
          Compare versions
        </Button>
      </div>
      {data.wanted.length > 0 && <FoundRuns caption="Newest runs of these versions" rows={data.rows} />}
    </div>
  );
}

function useVersionsChoice() {
  const [params, change] = useAddress();
  const scenarios = (useScenarios().data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const testTypes = (useTestTypes().data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const versions = (useVersions().data ?? []).map(({ id, version }) => ({ value: id, label: version }));
  const scenarioId = readId(params, 'scenario');
  const testTypeIds = readIds(params.get('testTypes') ?? '');
  const versionIds = readIds(params.get('versions') ?? '');

  // As the list has them, newest first; the oldest is to be the reference.
  const ordered = versions.filter(({ value }) => versionIds.includes(value)).reverse();
  const wanted: NewestOf[] =
    scenarioId === undefined
      ? []
      : testTypeIds.flatMap((testTypeId) => ordered.map(({ value }) => ({ scenarioId, testTypeId, versionId: value })));
  const found = useNewestRuns(wanted);
  const nameOf = (options: ReadonlyArray<{ value: number; label: string }>, id: number) =>
    options.find(({ value }) => value === id)?.label ?? String(id);

  const rows = wanted.map(({ testTypeId, versionId }, index) => ({
    key: `${testTypeId} ${versionId}`,
    what: `${nameOf(testTypes, testTypeId)} · ${nameOf(versions, versionId)}`,
    query: found[index],
  }));
  const groups = testTypeIds
    .map((testTypeId) =>
      wanted.flatMap((one, index) => {
        const run = found[index]?.data;
        return one.testTypeId === testTypeId && run ? [run.id] : [];
      })
    )
    .filter(isComparable);
  const data = { scenarios, testTypes, versions, scenarioId, testTypeIds, versionIds, wanted, rows, groups };
  return { data, change };
}

const getStyles = (theme: GrafanaTheme2) => ({
  choice: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  fields: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: theme.spacing(1.5) }),
});
