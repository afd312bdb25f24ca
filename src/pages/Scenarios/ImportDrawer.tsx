import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Drawer, Field, FileDropzone, Stack, TextArea, useStyles2 } from '@grafana/ui';
import type { ScenarioImport } from 'perftest-automation-sidecar/contract/scenarios';

import { useImportScenarios } from '../../shared/api/scenarios';
import { plural } from '../../shared/format';
import { ErrorText } from '../../shared/ui/states';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';

type Imported = ScenarioImport['scenarios'][number];

/** First what would happen, then the deed: all scenarios of the text, or none. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const [yaml, setYaml] = useState('');
  const importing = useImportScenarios();
  const outcome = importing.data;
  const write = (text: string) => {
    setYaml(text);
    importing.reset();
  };
  const canImport = outcome !== undefined && outcome.scenarios.every(({ problems }) => problems.length === 0);
  return (
    <Drawer
      title="Import scenarios"
      subtitle="YAML as the export writes it; scenarios of the same name are changed"
      onClose={onClose}
    >
      <VisuallyHidden>
        <label htmlFor="scenario-file">File of scenarios</label>
      </VisuallyHidden>
      <FileDropzone
        id="scenario-file"
        options={{
          accept: { 'text/yaml': ['.yaml', '.yml'] },
          multiple: false,
          onDrop: ([file]) => void file?.text().then(write),
        }}
      />
      <Field label="YAML">
        <TextArea
          id="scenario-yaml"
          rows={16}
          spellCheck={false}
          value={yaml}
          onChange={(event) => write(event.currentTarget.value)}
        />
      </Field>
      {importing.error && (
        <Alert severity="error" title="The YAML could not be read">
          <ErrorText error={importing.error} />
        </Alert>
      )}
      {outcome && <ImportOutcome outcome={outcome} />}
      <Stack gap={1}>
        {outcome?.isImported ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button
              disabled={yaml.trim() === '' || importing.isPending || !canImport}
              onClick={() => importing.mutate({ yaml, isTrial: false })}
            >
              Import
            </Button>
            <Button
              variant="secondary"
              disabled={yaml.trim() === '' || importing.isPending}
              onClick={() => importing.mutate({ yaml, isTrial: true })}
            >
              Show what would change
            </Button>
          </>
        )}
      </Stack>
    </Drawer>
  );
}

function ImportOutcome({ outcome }: { outcome: ScenarioImport }) {
  const styles = useStyles2(getStyles);
  const problemCount = outcome.scenarios.filter(({ problems }) => problems.length > 0).length;
  const title = outcome.isImported
    ? `${plural(outcome.scenarios.length, 'scenario')} imported`
    : problemCount > 0
      ? `Nothing can be imported: ${plural(problemCount, 'scenario has', 'scenarios have')} problems`
      : 'This would change';
  return (
    <Alert severity={outcome.isImported ? 'success' : problemCount > 0 ? 'error' : 'info'} title={title}>
      <ul className={styles.list}>
        {outcome.scenarios.map((scenario) => (
          <li key={scenario.name}>
            <strong>{scenario.name}</strong> {whatHappens(scenario)}
            {scenario.problems.map((problem) => (
              <div key={problem}>{problem}</div>
            ))}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function whatHappens({ action, changes }: Imported): string {
  switch (action) {
    case 'create':
      return 'is new';
    case 'unchanged':
      return 'stays as it is';
    case 'change':
      return `changes: ${changes.join(', ')}`;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5) }),
});
