import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Button, Icon, TextLink, useStyles2 } from '@grafana/ui';
import type { Publication } from 'perftest-automation-sidecar/contract/publishing';

import { isOpen, usePublication, usePublish } from '../../shared/api/publishing';
import { formatDateTime } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { busyIcon } from '../../shared/ui/busy-icon';
import { PublishDrawer } from './PublishDrawer';

const STEPS: Record<Publication['step'], string> = {
  page: 'the page is looked for or made',
  attachments: 'files are attached',
  body: 'the text is written',
  labels: 'labels are set',
  done: 'done',
};

/** The report's page in Confluence: where it is, how far it is, and the way to publish it. */
export function PublishSection({ reportId }: { reportId: number }) {
  const styles = useStyles2(getStyles);
  const [isChoosing, setChoosing] = useState(false);
  const status = usePublication(reportId);
  const publish = usePublish(reportId);
  const publication = status.data ?? null;
  const isBusy = isOpen(publication);
  const mayPublish = hasRole('Editor');
  if (status.data === undefined || (publication === null && !mayPublish)) {
    return null;
  }
  return (
    <div className={styles.line}>
      <div aria-live="polite" className={styles.state}>
        {publication === null ? <Never /> : <State publication={publication} />}
      </div>
      {mayPublish && (
        <div className={styles.buttons}>
          {publication?.state === 'failed' && (
            <Button
              size="sm"
              icon={busyIcon(publish.isPending, 'sync')}
              disabled={publish.isPending}
              onClick={() => publish.mutate({})}
            >
              Try again
            </Button>
          )}
          <Button size="sm" variant="secondary" icon="share-alt" disabled={isBusy} onClick={() => setChoosing(true)}>
            {publication?.pageId ? 'Publish again…' : 'Publish in Confluence…'}
          </Button>
        </div>
      )}
      {isChoosing && <PublishDrawer reportId={reportId} publication={publication} onClose={() => setChoosing(false)} />}
    </div>
  );
}

function Never() {
  const styles = useStyles2(getStyles);
  return <span className={styles.quiet}>Not published in Confluence</span>;
}

function State({ publication }: { publication: Publication }) {
  const styles = useStyles2(getStyles);
  const { state, title, url, spaceKey, updatedAtMs, requestedBy, error } = publication;
  const icon: Record<Publication['state'], IconName> = {
    ...{ waiting: 'clock-nine', publishing: 'sync', published: 'check', failed: 'exclamation-circle' },
  };
  return (
    <>
      <span className={styles.words}>
        <Icon key={state} name={icon[state]} className={state === 'failed' ? styles.failed : undefined} />
        <span>{wordsOf(publication)}</span>
        {url !== null && (
          <TextLink href={url} external inline={false}>
            {title}
          </TextLink>
        )}
        <span className={styles.quiet}>
          space {spaceKey}, {state === 'published' ? 'at' : 'since'} {formatDateTime(updatedAtMs)}, by {requestedBy}
        </span>
      </span>
      {error !== null && <span className={state === 'failed' ? styles.failed : styles.quiet}>{error}</span>}
    </>
  );
}

function wordsOf(publication: Publication): string {
  switch (publication.state) {
    case 'published':
      return 'Published in Confluence:';
    case 'failed':
      return `Not published in Confluence${givenUp(publication)}`;
    case 'waiting':
      return waitingWords(publication);
    case 'publishing':
      return `Being published in Confluence: ${stepWords(publication)}`;
  }
}

function givenUp({ attempts }: Publication): string {
  return attempts > 1 ? `, given up after ${attempts} attempts` : '';
}

function waitingWords({ attempts, nextTryAtMs }: Publication): string {
  const made = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
  return attempts === 0
    ? 'Will be published in Confluence'
    : `Will be tried again at ${formatDateTime(nextTryAtMs)}, after ${made}`;
}

function stepWords({ step, attachmentsDone, attachmentsAll }: Publication): string {
  return STEPS[step] + (step === 'attachments' ? ` (${attachmentsDone} of ${attachmentsAll})` : '');
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    marginBottom: theme.spacing(1.5),
  }),
  state: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), overflowWrap: 'anywhere' }),
  words: css({ display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.75) }),
  buttons: css({ display: 'flex', gap: theme.spacing(1) }),
  quiet: css({ color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
});
