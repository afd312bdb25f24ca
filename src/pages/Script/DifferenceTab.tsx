import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Field, useStyles2 } from '@grafana/ui';
import type { ScriptRevision } from 'perftest-automation-sidecar/contract/scenarios';

import { useRevisionDiff } from '../../shared/api/scripts';
import { formatDateTime, plural } from '../../shared/format';
import { DiffLines } from '../../shared/ui/DiffLines';
import { PageSections } from '../../shared/ui/PageSections';
import { Section } from '../../shared/ui/Section';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { FileChanges } from './FileChanges';
import type { ScriptPageModel } from './useScriptPage';

/** What has changed between two revisions: which files, and the plan line by line. */
export function DifferenceTab({ page }: { page: ScriptPageModel }) {
  return (
    <QueryView query={page.data.revisions} subject="the revisions">
      {(revisions) =>
        revisions.length < 2 ? (
          <NothingHere
            title="Here will be what has changed"
            text="The script has one revision; a second one can be compared with it."
          />
        ) : (
          <Difference revisions={revisions} page={page} />
        )
      }
    </QueryView>
  );
}

interface DifferenceProps {
  revisions: readonly ScriptRevision[];
  page: ScriptPageModel;
}

/** Unless others are chosen: the newest against the one before. */
function Difference({ revisions, page: { data, actions } }: DifferenceProps) {
  const styles = useStyles2(getStyles);
  const to = revisions.find(({ number }) => number === data.compared.to) ?? revisions[0];
  const before = revisions.find(({ number }) => number < (to?.number ?? 0));
  const from = revisions.find(({ number }) => number === data.compared.from) ?? before ?? revisions[1];
  if (from === undefined || to === undefined) {
    return null;
  }
  return (
    <PageSections>
      <div className={styles.choice}>
        <RevisionField
          id="difference-from"
          label="From"
          revisions={revisions}
          value={from.number}
          onChange={(number) => actions.compare(number, to.number)}
        />
        <Button
          className={styles.swap}
          variant="secondary"
          icon="exchange-alt"
          aria-label="Swap the two revisions"
          tooltip="Swap"
          onClick={() => actions.compare(to.number, from.number)}
        />
        <RevisionField
          id="difference-to"
          label="To"
          revisions={revisions}
          value={to.number}
          onChange={(number) => actions.compare(from.number, number)}
        />
      </div>
      {from.number === to.number ? (
        <p>These are the same revision: choose another one.</p>
      ) : (
        <>
          <FileChanges from={from} to={to} />
          <PlanDifference from={from} to={to} />
        </>
      )}
    </PageSections>
  );
}

interface RevisionFieldProps {
  id: string;
  label: string;
  revisions: readonly ScriptRevision[];
  value: number;
  onChange: (number: number) => void;
}

function RevisionField({ id, label, revisions, value, onChange }: RevisionFieldProps) {
  const styles = useStyles2(getStyles);
  return (
    <Field label={label} noMargin className={styles.field}>
      <Combobox
        id={id}
        options={revisions.map(({ number, comment, uploadedAtMs, uploadedBy }) => ({
          value: number,
          label: `Revision ${number}${comment === '' ? '' : `: ${comment}`}`,
          description: `${formatDateTime(uploadedAtMs)} by ${uploadedBy}`,
        }))}
        value={value}
        onChange={(option) => onChange(option.value)}
      />
    </Field>
  );
}

function PlanDifference({ from, to }: { from: ScriptRevision; to: ScriptRevision }) {
  const diff = useRevisionDiff({ scriptId: to.scriptId, from: from.number, to: to.number });
  const changed = diff.data?.lines.filter(({ kind }) => kind === 'added' || kind === 'removed').length;
  return (
    <Section
      title="Test plan"
      note={changed === undefined ? undefined : `${plural(changed, 'line')} removed or added`}
      isBare
    >
      <QueryView query={diff} subject="the difference">
        {({ lines }) =>
          lines.length === 0 ? (
            <p>The test plans are the same, byte by byte.</p>
          ) : (
            <DiffLines label={`Changed lines from revision ${from.number} to ${to.number}`} lines={lines} />
          )
        }
      </QueryView>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  choice: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(1.5),
  }),
  field: css({ flex: '1 1 280px', maxWidth: 480, minWidth: 0 }),
  swap: css({ flex: 'none' }),
});
