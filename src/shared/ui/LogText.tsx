import { css } from '@emotion/css';
import React, { useEffect, useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface LogTextProps {
  label: string;
  text: string;
  maxHeight?: number | string;
}

const NEAR_END_PX = 40;

/** The end of a log. It follows what comes as long as the reader is at its end, and stays put when they scrolled up. */
export function LogText({ label, text, maxHeight = '60vh' }: LogTextProps) {
  const styles = useStyles2(getStyles);
  const ref = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);

  useEffect(() => {
    if (ref.current && isAtEnd.current) {
      ref.current.scrollTop = ref.current.scrollHeight;
    }
  }, [text]);

  const noteScroll = () => {
    const element = ref.current;
    if (element) {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    }
  };
  return (
    <pre ref={ref} className={styles.log} style={{ maxHeight }} tabIndex={0} aria-label={label} onScroll={noteScroll}>
      {text || 'Nothing has been written yet.'}
    </pre>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  log: css({
    margin: 0,
    padding: theme.spacing(1),
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    background: theme.colors.background.canvas,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
