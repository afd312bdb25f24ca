import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('../../dist/module.js', import.meta.url));
const KB = 1024;

/** What Grafana 12.4 gives to plugins, by its SystemJS import map; `module` tells the module its own address. */
const SHARED_BY_GRAFANA = [
  ...['@emotion/css', '@emotion/react', '@grafana/data', '@grafana/data/unstable', '@grafana/runtime'],
  ...['@grafana/runtime/unstable', '@grafana/ui', '@grafana/ui/unstable', 'd3', 'i18next', 'jquery', 'lodash'],
  ...['moment', 'module', 'prismjs', 'react', 'react-dom', 'react-inlinesvg', 'react-redux', 'react-router'],
  ...['react-router-dom', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'redux', 'rxjs', 'rxjs/operators'],
];

describe('the built module.js', () => {
  it('that every user of Grafana loads is under 30 KB', () => {
    expect(statSync(MODULE).size).toBeLessThan(30 * KB);
  });

  it('asks Grafana only for what Grafana shares', () => {
    const [, list] = /define\(\[([^\]]*)\]/.exec(readFileSync(MODULE, 'utf8')) ?? [];
    const asked: string[] = JSON.parse(`[${list}]`);
    expect(asked).toContain('@grafana/runtime');
    expect(asked.filter((name) => !SHARED_BY_GRAFANA.includes(name))).toEqual([]);
  });
});
