import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { useFormContext } from 'react-hook-form';
import type { Environment, EnvironmentTrial } from 'perftest-automation-sidecar/contract/scenarios';

import { formatCount, plural } from '../../shared/format';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Section } from '../../shared/ui/Section';
import { ErrorText } from '../../shared/ui/states';
import { type Look, Mark } from '../../shared/ui/Verdict';
import type { EnvironmentForm } from './environment-form';
import type { EnvironmentPageModel } from './useEnvironmentPage';
import { busyIcon } from '../../shared/ui/busy-icon';

type Check = EnvironmentTrial['checks'][number];

const FINE: Look = { word: 'Works', icon: 'check', tone: 'good' };
const FAILED: Look = { word: 'Failed', icon: 'times-circle', tone: 'bad' };

const COLUMNS: ReadonlyArray<Column<Check>> = [
  { id: 'name', header: 'Check', cell: ({ name }) => name },
  { id: 'when', header: 'When', width: 130, cell: ({ when }) => when },
  { id: 'state', header: 'State', width: 110, cell: ({ isOk }) => <Mark look={isOk ? FINE : FAILED} /> },
  { id: 'detail', header: 'What was found', width: '45%', cell: ({ detail }) => detail },
  {
    id: 'took',
    header: 'Took',
    unit: 'ms',
    width: 90,
    isNumber: true,
    cell: ({ durationMs }) => formatCount(durationMs),
  },
];

/** Whether probe and hooks work is better found out now than at night. */
export function TrialSection({ page }: { page: EnvironmentPageModel }) {
  const styles = useStyles2(getStyles);
  const { formState } = useFormContext<EnvironmentForm>();
  const { trial, environment } = page.data;
  const stored = environment.data;
  if (stored === undefined || !hasChecks(stored)) {
    return null;
  }
  return (
    <Section
      title="Do they work?"
      note={
        formState.isDirty ? 'what is saved is tried: save first' : 'asks the probe and calls the hooks, without a run'
      }
      actions={<TryButton environment={stored} isDirty={formState.isDirty} page={page} />}
      isBare
    >
      <div aria-live="polite">
        {trial.error && (
          <Alert severity="error" title="It could not be tried">
            <ErrorText error={trial.error} />
          </Alert>
        )}
        {trial.data ? (
          <DataTable caption="Checks" columns={COLUMNS} rows={trial.data.checks} rowKey={keyOf} minWidth={720} />
        ) : (
          <p className={styles.none}>Not tried since this page was opened.</p>
        )}
      </div>
    </Section>
  );
}

interface TryButtonProps {
  environment: Environment;
  isDirty: boolean;
  page: EnvironmentPageModel;
}

/** Hooks change the system: one is asked before they are called. */
function TryButton({ environment, isDirty, page: { data, actions } }: TryButtonProps) {
  const hookCount = environment.hooksBefore.length + environment.hooksAfter.length;
  const isBusy = data.trial.isPending;
  if (hookCount === 0) {
    return (
      <Button
        type="button"
        size="sm"
        variant="secondary"
        icon={busyIcon(isBusy, 'play')}
        disabled={isDirty || isBusy}
        onClick={actions.tryNow}
      >
        Try now
      </Button>
    );
  }
  const runs = data.lane?.running ? ` ${data.lane.running.name} is running there just now.` : '';
  return (
    <ConfirmButton
      size="sm"
      variant="secondary"
      fill="solid"
      icon="play"
      isBusy={isBusy}
      isDisabled={isDirty}
      title="Call the hooks now?"
      body={`${plural(hookCount, 'hook is', 'hooks are')} called as before and after a run, which may change the system under test.${runs}`}
      confirmText="Try now"
      onConfirm={actions.tryNow}
    >
      Try now
    </ConfirmButton>
  );
}

function hasChecks({ versionProbe, hooksBefore, hooksAfter }: Environment): boolean {
  return versionProbe !== null || hooksBefore.length + hooksAfter.length > 0;
}

function keyOf({ when, name }: Check): string {
  return `${when} ${name}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ color: theme.colors.text.secondary }),
});
