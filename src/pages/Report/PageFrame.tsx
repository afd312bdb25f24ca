import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** The page about as Confluence shows it. Nothing runs in the frame and nothing is loaded, whatever a template says. */
export function PageFrame({ title, html }: { title: string; html: string }) {
  const styles = useStyles2(getStyles);
  return (
    <iframe
      className={styles.frame}
      title={`Preview of ${title}`}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      srcDoc={documentOf(title, html)}
    />
  );
}

function documentOf(title: string, html: string): string {
  const heading = title.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<style>${STYLE}</style></head><body><h1>${heading}</h1>${html}</body></html>`
  );
}

/** After Confluence's own look, which is light in both of Grafana's themes. */
const STYLE = `
body { font: 14px/1.5 -apple-system, "Segoe UI", Roboto, Ubuntu, sans-serif; color: #172b4d; background: #fff;
  margin: 24px 32px; }
h1 { font-size: 26px; font-weight: 600; line-height: 1.25; margin: 0 0 20px; overflow-wrap: anywhere; }
h2 { font-size: 20px; font-weight: 600; margin: 32px 0 8px; overflow-wrap: anywhere; }
h3 { font-size: 16px; font-weight: 600; margin: 24px 0 8px; overflow-wrap: anywhere; }
a { color: #0052cc; text-decoration: none; }
a:hover { text-decoration: underline; }
p, ul { margin: 10px 0; }
table { border-collapse: collapse; margin: 12px 0; max-width: 100%; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #c1c7d0; padding: 6px 10px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td p, th p { margin: 0; }
th { background: #f4f5f7; font-weight: 600; }
details { margin: 10px 0; }
summary { color: #0052cc; cursor: pointer; }
blockquote { margin: 10px 0; padding: 8px 16px; border-left: 3px solid #c1c7d0; }
.lozenge { display: inline-block; border-radius: 3px; padding: 0 5px; font-size: 11px; line-height: 16px;
  font-weight: 700; text-transform: uppercase; background: #dfe1e6; color: #42526e; white-space: nowrap; }
.lozenge.green { background: #e3fcef; color: #006644; }
.lozenge.red { background: #ffebe6; color: #bf2600; }
.lozenge.yellow { background: #fff0b3; color: #172b4d; }
.lozenge.blue { background: #deebff; color: #0747a6; }
`;

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    width: '100%',
    height: '70vh',
    minHeight: 400,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: '#fff',
  }),
});
