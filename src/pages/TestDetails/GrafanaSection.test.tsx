import { screen } from '@testing-library/react';
import type { RunAnnotations } from 'perftest-automation-sidecar/contract/annotations';

import { makeEnvironment, makeRun } from '../../test/factories';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

const WRITTEN = { dashboardUid: null, state: 'written', annotationId: 7, error: null, nextTryAtMs: null } as const;

function answer(annotations: RunAnnotations) {
  sidecar.answer({
    'GET /api/tests/41': makeRun(),
    'GET /api/tests/41/annotations': annotations,
    'POST /api/tests/41/annotations': { why: null, items: [WRITTEN] },
    'DELETE /api/tests/41/annotations': { why: null, items: [{ ...WRITTEN, state: 'removed', annotationId: null }] },
    'GET /api/environments/1': makeEnvironment({ dashboards: [{ title: 'Shop', url: '/d/sut/shop' }] }),
  });
}

it('says what became of the marks, and lets Editors try again and remove them', async () => {
  const error = 'Grafana at http://grafana:3000 cannot be reached: nothing listens there.';
  answer({ why: null, items: [{ ...WRITTEN, state: 'failed', annotationId: null, error }] });
  const { user } = renderApp({ path: '/tests/41' });
  expect(await screen.findByText(/nothing listens there/)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Mark again' }));
  expect(await screen.findByText('Marked on dashboards that ask for load tests')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Remove marks' }));
  expect(await screen.findByText('Mark removed on dashboards that ask for load tests')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Mark on graphs' })).toBeInTheDocument();
});

it('leads to the dashboards of its environment; a Viewer sees the state and no buttons', async () => {
  answer({ why: null, items: [WRITTEN] });
  renderApp({ path: '/tests/41', role: 'Viewer' });
  expect(await screen.findByText('Marked on dashboards that ask for load tests')).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: 'Shop' })).toHaveAttribute(
    'href',
    expect.stringMatching(/^\/d\/sut\/shop\?from=\d+&to=\d+&var-runId=41$/)
  );
  expect(screen.queryByRole('button', { name: /Mark again|Remove marks/ })).not.toBeInTheDocument();
});
