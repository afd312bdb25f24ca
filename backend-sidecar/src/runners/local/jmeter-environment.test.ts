import { describe, expect, it } from 'vitest';

import { jmeterEnvironment } from './jmeter-environment.ts';

describe('jmeterEnvironment', () => {
  it('keeps every key and token of the sidecar from the script', () => {
    const environment = jmeterEnvironment({
      PATH: '/usr/bin',
      SIDECAR_KEY: 'k',
      SIDECAR_SECRETS_KEY: 's',
      GRAFANA_API_TOKEN: 'g',
      CONFLUENCE_API_TOKEN: 'c',
      LC_ALL: 'C',
    });
    expect(environment).toEqual({ PATH: '/usr/bin', LC_ALL: 'C.UTF-8' });
  });
});
