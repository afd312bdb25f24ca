import React from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export function HomeLogo() {
  const styles = useStyles2(getStyles);
  return (
    <a className={styles.link} href="/" title="Home" data-testid="data-testid Home breadcrumb">
      <img src="/public/img/home.svg" alt="Home" />
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({
    ...{ display: 'flex', alignItems: 'center', justifyContent: 'center', flexShrink: 0 },
    ...{ width: theme.spacing(3), height: theme.spacing(3), margin: theme.spacing(0, 0.5) },
    img: { maxWidth: '100%', maxHeight: '100%' },
  }),
});
