import { css } from '@emotion/css';
import { AppEvents, type EventBusExtended, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Stack, useStyles2, type AlertVariant } from '@grafana/ui';
import React, { useEffect, useState } from 'react';

interface Toast {
  id: number;
  severity: AlertVariant;
  title: string;
  text: string;
}

const KINDS = [
  { event: AppEvents.alertSuccess, severity: 'success', shownMs: 3000 },
  { event: AppEvents.alertInfo, severity: 'info', shownMs: 3000 },
  { event: AppEvents.alertWarning, severity: 'warning', shownMs: 5000 },
  { event: AppEvents.alertError, severity: 'error', shownMs: 7000 },
] as const;

let lastId = 0;

/** Grafana's notifications at the upper right, with its times. */
export function Toasts({ appEvents }: { appEvents: EventBusExtended }) {
  const styles = useStyles2(getStyles);
  const [toasts, setToasts] = useState<Toast[]>([]);
  useEffect(() => {
    const remove = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id));
    const subscriptions = KINDS.map(({ event, severity, shownMs }) => {
      const show = (payload?: unknown[]) => {
        if (!payload) {
          return;
        }
        const id = ++lastId;
        setToasts((all) => [{ id, severity, title: String(payload[0]), text: textOf(payload[1]) }, ...all]);
        setTimeout(() => remove(id), shownMs);
      };
      appEvents.on(event, show);
      return () => appEvents.off(event, show);
    });
    return () => subscriptions.forEach((unsubscribe) => unsubscribe());
  }, [appEvents]);
  const dismiss = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id));
  return (
    <div className={styles.list}>
      <Stack direction="column">
        {toasts.map(({ id, severity, title, text }) => (
          <Alert key={id} severity={severity} title={title} elevated onRemove={() => dismiss(id)}>
            {text && <span>{text}</span>}
          </Alert>
        ))}
      </Stack>
    </div>
  );
}

function textOf(detail: unknown): string {
  return detail instanceof Error ? detail.message : String(detail ?? '');
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ position: 'fixed', top: 88, right: 6, minWidth: 400, maxWidth: 600, zIndex: theme.zIndex.portal }),
});
