import { screen, waitFor, within } from '@testing-library/react';
import type { RunAnnotation } from 'perftest-automation-sidecar/contract/annotations';

import { makeRun, pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';
import { answerRun } from './answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

const MARK: RunAnnotation = { dashboardUid: null, state: 'written', annotationId: 7, error: null, nextTryAtMs: null };

function answer({ marks = [MARK], deletion = null }: { marks?: RunAnnotation[]; deletion?: unknown } = {}) {
  answerRun(makeRun({ batchId: 3 }));
  sidecar.answer({
    'GET /api/tests/41/annotations': { why: null, items: marks },
    'DELETE /api/tests/41': deletion,
    'GET /api/tests': pageOf([]),
  });
}

async function openDialog() {
  const { user } = renderApp({ path: '/tests/41', role: 'Admin' });
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  return { user, dialog: await screen.findByRole('dialog', { name: 'Delete run 41?' }) };
}

it('says what is lost, removes the marks as well, and leads to the other tests', async () => {
  answer();
  const { user, dialog } = await openDialog();
  expect(dialog).toHaveTextContent('its result file of 201,000 records');
  expect(dialog).toHaveTextContent('No later run is compared with it any more');
  expect(dialog).toHaveTextContent('Batch 3 is judged anew without it.');
  expect(dialog).toHaveTextContent('Reports and baselines that were made of it stay.');
  expect(await within(dialog).findByRole('checkbox', { name: /Remove its marks/ })).toBeChecked();
  await user.click(within(dialog).getByRole('button', { name: 'Delete run' }));
  await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent(/^\/tests$/));
  expect(sidecar.last('DELETE', '/api/tests/41')?.query.toString()).toBe('removeAnnotation=true');
  expect(toasts).toEqual([expect.objectContaining({ payload: ['The run is deleted'] })]);
});

it('leaves the marks where somebody wants that', async () => {
  answer();
  const { user, dialog } = await openDialog();
  await user.click(await within(dialog).findByRole('checkbox', { name: /Remove its marks/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Delete run' }));
  await waitFor(() => expect(sidecar.last('DELETE', '/api/tests/41')?.query.toString()).toBe(''));
});

it('asks for no marks of a run that has none, and says why it is refused', async () => {
  const refusal = problem(409, 'CONFLICT_IN_USE', 'It is in use and cannot be deleted');
  answer({ marks: [{ ...MARK, state: 'removed', annotationId: null }], deletion: refusal });
  const { user, dialog } = await openDialog();
  await user.click(within(dialog).getByRole('button', { name: 'Delete run' }));
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('It is in use and cannot be deleted');
  expect(within(dialog).queryByRole('checkbox')).not.toBeInTheDocument();
  expect(screen.getByTestId('address')).toHaveTextContent(/^\/tests\/41$/);
});

it.each([
  ['Editor', makeRun()],
  ['Admin', makeRun({ status: 'running' })],
] as const)('is not offered to %s for a run that is not for it', async (role, run) => {
  answerRun(run);
  renderApp({ path: '/tests/41', role });
  expect(await screen.findByRole('heading', { name: run.name })).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
});
