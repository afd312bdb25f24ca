import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, EmptyState, Icon, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import type { UseQueryResult } from '@tanstack/react-query';

import type { ApiError } from '../api/api-error';

export function LoadingState({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.loading} role="status" aria-live="polite">
      <LoadingPlaceholder text={text} />
    </div>
  );
}

interface ErrorStateProps {
  error: ApiError;
  /** What could not be done, e.g. "The queue could not be read". */
  what: string;
  onRetry?: () => void;
}

/** What happened, what to do, and the way to try again. */
export function ErrorState({ error, what, onRetry }: ErrorStateProps) {
  if (error.isForbidden) {
    return <ForbiddenState what={what} detail={error.detail ?? error.hint} />;
  }
  return (
    <Alert severity="error" title={what}>
      <ErrorText error={error} />
      {onRetry && (
        <Button size="sm" variant="secondary" icon="sync" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** An error in words, for alerts and drawers. */
export function ErrorText({ error }: { error: ApiError }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.errorText}>
      <p>
        {error.title}
        {error.detail ? `: ${error.detail}` : '.'}
      </p>
      {error.hint && <p>{error.hint}</p>}
      <p className={styles.code}>{error.code}</p>
    </div>
  );
}

interface ForbiddenStateProps {
  what: string;
  detail: string;
  action?: ReactNode;
}

export function ForbiddenState({ what, detail, action }: ForbiddenStateProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.forbidden} role="alert">
      <Icon name="lock" size="xxl" className={styles.forbiddenIcon} />
      <h2 className={styles.forbiddenTitle}>{what}</h2>
      <p className={styles.forbiddenDetail}>{detail}</p>
      {action}
    </div>
  );
}

interface NothingHereProps {
  /** What would be here. */
  title: string;
  text?: ReactNode;
  /** The one next step. */
  action?: ReactNode;
  isSearch?: boolean;
}

export function NothingHere({ title, text, action, isSearch = false }: NothingHereProps) {
  return (
    <EmptyState
      variant={isSearch ? 'not-found' : 'call-to-action'}
      message={title}
      button={action}
      hideImage={!isSearch}
    >
      {text}
    </EmptyState>
  );
}

interface QueryViewProps<T> {
  query: UseQueryResult<T, ApiError>;
  /** "the queue": completes "Reading …" and "… could not be read". */
  subject: string;
  /** Shown instead of an error when the sidecar says that there is no such thing (yet). */
  whenMissing?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Loading and failure of one query; once there are data they stay, with a word that they are no longer fresh. */
export function QueryView<T>({ query, subject, whenMissing, children }: QueryViewProps<T>) {
  const retry = () => void query.refetch();
  const failure = `${capitalized(subject)} could not be read`;
  if (whenMissing !== undefined && query.error?.code === 'NOT_FOUND') {
    return whenMissing;
  }
  if (query.data === undefined) {
    return query.error ? (
      <ErrorState error={query.error} what={failure} onRetry={retry} />
    ) : (
      <LoadingState text={`Reading ${subject}…`} />
    );
  }
  return (
    <>
      {query.error && <StaleNote error={query.error} onRetry={retry} />}
      {children(query.data)}
    </>
  );
}

function StaleNote({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return (
    <Alert severity="warning" title={`Shown as last known. ${error.title}`}>
      <p>{error.hint}</p>
      <Button size="sm" variant="secondary" icon="sync" onClick={onRetry}>
        Try again
      </Button>
    </Alert>
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const getStyles = (theme: GrafanaTheme2) => ({
  loading: css({ padding: theme.spacing(6), textAlign: 'center' }),
  errorText: css({ '& p': { marginBottom: theme.spacing(1) }, maxWidth: 900 }),
  code: css({
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  forbidden: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(8, 2),
    textAlign: 'center',
  }),
  forbiddenIcon: css({ color: theme.colors.text.secondary }),
  forbiddenTitle: css({ ...theme.typography.h3, margin: 0 }),
  forbiddenDetail: css({ color: theme.colors.text.secondary, maxWidth: 560 }),
});
