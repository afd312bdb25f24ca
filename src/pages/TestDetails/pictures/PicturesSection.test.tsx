import { screen, waitFor, within } from '@testing-library/react';
import type { Capture, Picture } from 'perftest-automation-sidecar/contract/pictures';

import { makeEnvironment, makeRun } from '../../../test/factories';
import { problem } from '../../../test/fake-sidecar';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

const PICTURE: Picture = {
  ...{ id: 5, testRunId: 41, presetId: 1, dashboardUid: 'live', dashboardTitle: 'JMeter live', panelId: 8 },
  ...{ panelTitle: 'Response time', fromMs: 1000, toMs: 2000, state: 'captured', why: null, widthPixels: 1000 },
  ...{ heightPixels: 500, sizeBytes: 9, hasData: true, whyNoData: null, figures: [], createdAtMs: 1 },
};
const MISSING: Picture = {
  ...PICTURE,
  ...{ id: 6, panelTitle: 'CPU', state: 'missing', why: 'the dashboard “Hosts” has no panel 3', hasData: false },
};

const capture = (more: Partial<Capture> = {}): Capture => ({
  ...{ testRunId: 41, isRunning: false, donePictures: 2, allPictures: 2, leftSeconds: null },
  pictures: [PICTURE, MISSING],
  ...more,
});

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/tests/41': makeRun(),
    'GET /api/environments/1': makeEnvironment(),
    'GET /api/tests/41/pictures': capture(),
  });
});

const section = () => screen.findByRole('region', { name: 'Pictures' });

it('shows the pictures, the one that is chosen at its full size, and why others are not there', async () => {
  const { user } = renderApp({ path: '/tests/41', role: 'Viewer' });
  const pictures = within(await section());
  expect(await pictures.findByRole('img', { name: 'Response time, JMeter live' })).toHaveAttribute(
    'src',
    '/api/plugin-proxy/perftest-automation-app/api/pictures/5/image'
  );
  expect(pictures.getByText(/not captured, because the dashboard “Hosts” has no panel 3\./)).toBeInTheDocument();
  expect(pictures.queryByRole('button', { name: /Capture/ })).not.toBeInTheDocument();
  await user.click(pictures.getByRole('button', { name: 'Enlarge Response time' }));
  expect(await screen.findByRole('dialog')).toHaveTextContent('the times in the picture are UTC');
});

it('captures again for an Editor and says how far it is', async () => {
  const running = capture({ isRunning: true, donePictures: 1, leftSeconds: 8 });
  sidecar.answer({ 'POST /api/grafana/capture': running });
  const { user } = renderApp({ path: '/tests/41' });
  await user.click(await within(await section()).findByRole('button', { name: 'Capture again' }));
  expect(await screen.findByText('1 of 2 panels captured, about 8 s left')).toBeInTheDocument();
  expect(sidecar.last('POST', '/api/grafana/capture')?.body).toEqual({ testRunId: 41 });
  await waitFor(() => expect(screen.getByRole('button', { name: 'Capturing…' })).toBeDisabled());
});

it('leads to where it is said which panels are captured, and says what failed', async () => {
  sidecar.answer({ 'GET /api/tests/41/pictures': capture({ allPictures: 0, donePictures: 0, pictures: [] }) });
  renderApp({ path: '/tests/41' });
  expect(await within(await section()).findByRole('link', { name: 'environment' })).toHaveAttribute(
    'href',
    expect.stringContaining('/environments/1')
  );
});

it('says that the pictures could not be read', async () => {
  sidecar.answer({ 'GET /api/tests/41/pictures': problem(500, 'INTERNAL', 'The sidecar failed') });
  renderApp({ path: '/tests/41' });
  expect(await within(await section()).findByText(/The pictures could not be read/)).toBeInTheDocument();
});
