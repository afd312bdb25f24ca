import { screen } from '@testing-library/react';

import { sidecar } from '../../test/grafana-runtime';
import { makeRunInfluxDb } from '../../test/influx-factories';
import { renderApp } from '../../test/render-app';
import { answerRun } from './answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const NOT_WRITTEN = makeRunInfluxDb({ runId: '41', listener: 'none', delivery: null, datasourceUid: null });

async function openRun(whyNoBackfill: string | null): Promise<void> {
  sidecar.reset();
  answerRun();
  sidecar.answer({ 'GET /api/tests/41/influxdb': { ...NOT_WRITTEN, whyNoBackfill } });
  renderApp({ path: '/tests/41' });
  expect(await screen.findByText('Response time')).toBeInTheDocument();
}

it('lets a run be written to InfluxDB where it can be', async () => {
  await openRun(null);
  expect(await screen.findByRole('button', { name: 'Write to InfluxDB' })).toBeEnabled();
});

it('offers no writing that would be refused', async () => {
  await openRun('The settings name no InfluxDB.');
  expect(sidecar.last('GET', '/api/tests/41/influxdb')).toBeDefined();
  expect(screen.queryByRole('button', { name: /InfluxDB/ })).not.toBeInTheDocument();
});
