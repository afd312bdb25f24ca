import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { VerdictReason } from 'perftest-automation-sidecar/contract/verdict';

import { withoutOutcome } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { AppLink } from '../../../shared/ui/AppLink';
import { Banner } from '../../../shared/ui/Banner';
import { lookOfRun, OUTCOME_LOOKS, STATUS_LOOKS } from '../../../shared/ui/Verdict';
import { RunStages } from '../RunStages';
import { AsReference } from './AsReference';
import { Belief } from './Belief';
import { HistoryNotes } from './HistoryNotes';
import { WhatToDo } from './WhatToDo';

const MOST_REASONS = 3;

export function VerdictBanner({ run }: { run: Run }) {
  if (run.status === 'failed') {
    return <FailureBanner run={run} />;
  }
  if (!run.verdict) {
    return <Banner look={lookOfRun(run)} sentence={sentenceWithoutVerdict(run)} />;
  }
  const { outcome, sentence, reasons } = run.verdict;
  // The one reason of a passed run says what the sentence says.
  const others = reasons.filter(({ code }) => code !== 'passed');
  // The sentence begins with the first reason.
  const said = others.find(({ text }) => sentence.startsWith(withoutStop(text)));
  return (
    <Banner
      look={OUTCOME_LOOKS[outcome]}
      sentence={
        <>
          {withoutOutcome(sentence)} <LabelLink run={run} label={said?.label ?? null} />
        </>
      }
    >
      <Reasons run={run} reasons={others.filter((reason) => reason !== said)} />
      <Belief run={run} verdict={run.verdict} />
      <HistoryNotes verdict={run.verdict} />
      <Warnings run={run} />
      <WhatToDo run={run} verdict={run.verdict} />
      <AsReference run={run} />
    </Banner>
  );
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

function sentenceWithoutVerdict({ status, cancelledBy }: Run): string {
  switch (status) {
    case 'cancelled':
      return cancelledBy ? `Cancelled by ${cancelledBy}; it has no verdict.` : 'Cancelled; it has no verdict.';
    case 'pending':
      return 'Not queued yet; it waits to be started.';
    case 'queued':
      return 'It waits for its turn in the queue.';
    default:
      return 'It has no verdict.';
  }
}

function Reasons({ run, reasons }: { run: Run; reasons: readonly VerdictReason[] }) {
  const styles = useStyles2(getStyles);
  if (reasons.length === 0) {
    return null;
  }
  const rest = reasons.length - MOST_REASONS;
  return (
    <ul className={styles.reasons}>
      {reasons.slice(0, MOST_REASONS).map(({ code, label, text }, index) => (
        <li key={`${code} ${label} ${index}`}>
          {text} <LabelLink run={run} label={label} />
        </li>
      ))}
      {rest > 0 && (
        <li>
          <AppLink to={paths.test(run.id, '?tab=compare')}>{`and ${rest} more`}</AppLink>
        </li>
      )}
    </ul>
  );
}

function LabelLink({ run, label }: { run: Run; label: string | null }) {
  return (
    label !== null && (
      <AppLink to={paths.test(run.id, `?tab=labels&label=${encodeURIComponent(label)}`)} isInText>
        See {label}
      </AppLink>
    )
  );
}

function Warnings({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  if (run.warnings.length === 0) {
    return null;
  }
  return (
    <ul className={styles.warnings}>
      {run.warnings.map((warning) => (
        <li key={warning}>
          <Icon name="exclamation-triangle" size="sm" /> {warning}
        </li>
      ))}
    </ul>
  );
}

function FailureBanner({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  return (
    <Banner look={STATUS_LOOKS.failed} sentence={run.error?.title ?? 'The run was not carried out'}>
      {run.error?.detail && <p>{run.error.detail}</p>}
      {run.error?.hint && <p className={styles.hint}>{run.error.hint}</p>}
      <p className={styles.code}>
        {run.error?.code ?? run.errorCode}
        {run.exitCode !== null && `, JMeter’s exit code ${run.exitCode}`}
      </p>
      <RunStages stages={run.stages} />
      <Warnings run={run} />
    </Banner>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  reasons: css({
    margin: theme.spacing(0, 0, 1),
    paddingLeft: theme.spacing(2.5),
    color: theme.colors.text.primary,
  }),
  warnings: css({ listStyle: 'none', marginTop: theme.spacing(1), color: theme.colors.warning.text }),
  hint: css({ color: theme.colors.text.primary }),
  code: css({
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
