import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type userEvent from '@testing-library/user-event';

import { makeEnvironment, makeScenario, makeTestType, makeVersion, pageOf } from '../../test/factories';
import { problem, type ProblemAnswer } from '../../test/fake-sidecar';
import { FakeUpload } from '../../test/fake-upload';
import { sidecar } from '../../test/grafana-runtime';
import { makeCandidate, makeImport } from '../../test/history-factories';
import { renderApp } from '../../test/render-app';
import { toDraft } from './import-drafts';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const PATH = '/import?import=imp-00000001';
const PREVIEW = 'GET /api/tests/import/imp-00000001';
const ACCEPT = '/api/tests/import/imp-00000001/accept';

beforeEach(() => {
  sidecar.reset();
  sessionStorage.clear();
  FakeUpload.last = undefined;
  window.XMLHttpRequest = FakeUpload as unknown as typeof XMLHttpRequest;
  sidecar.answer({
    'GET /api/scripts': pageOf([]),
    'GET /api/scenarios': pageOf([makeScenario(), makeScenario({ id: 2, name: 'rev' })]),
    'GET /api/test-types': [makeTestType(), makeTestType({ id: 2, name: 'stress' })],
    'GET /api/versions': pageOf([makeVersion()]),
    'GET /api/environments': pageOf([makeEnvironment()]),
    [PREVIEW]: makeImport(),
  });
});

async function choose(user: ReturnType<typeof userEvent.setup>, ...files: File[]) {
  const dropzone = await screen.findByTestId('dropzone');
  await user.upload(dropzone.querySelector('input') as HTMLInputElement, files);
}

async function sent(): Promise<FakeUpload> {
  await waitFor(() => expect(FakeUpload.last).toBeDefined());
  return FakeUpload.last as FakeUpload;
}

function rowOf(name: string): HTMLElement {
  return screen.getByRole('checkbox', { name: `Take ${name}` }).closest('tr') as HTMLElement;
}

const FILE = 'prod_load_14.2.1_20260201T100000.csv';

describe('choosing results', () => {
  it('sends the files, shows how far it is, and then what was understood', async () => {
    const { user } = renderApp({ path: '/import' });
    await choose(user, new File(['a'], 'one.csv'), new File(['b'], 'two.csv'));
    await user.click(screen.getByRole('button', { name: /^Upload 2 files/ }));
    const upload = await sent();
    expect(upload.url).toBe('/api/plugin-proxy/perftest-automation-app/api/tests/import');
    expect(upload.form?.getAll('file').map((file) => (file as File).name)).toEqual(['one.csv', 'two.csv']);
    act(() => upload.sent(30 * 1024 * 1024, 120 * 1024 * 1024));
    expect(screen.getByRole('progressbar', { name: 'Upload' })).toHaveAttribute('aria-valuenow', '25');
    act(() => upload.answer({ status: 201, body: makeImport({ status: 'reading' }) }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent(PATH));
    expect(await screen.findByRole('table', { name: 'Results of the upload' })).toBeInTheDocument();
  });

  it('shows why the sidecar refused them', async () => {
    const { user } = renderApp({ path: '/import' });
    await choose(user, new File(['a'], 'notes.csv'));
    await user.click(screen.getByRole('button', { name: /^Upload 1 file/ }));
    const upload = await sent();
    const { status, body } = problem(
      422,
      'IMPORT_FILES',
      'There is no file in it that could be a result'
    ) as ProblemAnswer;
    act(() => upload.answer({ status, body }));
    expect(await screen.findByText(/no file in it that could be a result/)).toBeInTheDocument();
    expect(screen.getByText('The results were not taken')).toBeInTheDocument();
  });

  it('is not for Viewers', async () => {
    renderApp({ path: '/import', role: 'Viewer' });
    expect(await screen.findByText('Results are imported by Editors')).toBeInTheDocument();
    expect(screen.queryByTestId('dropzone')).not.toBeInTheDocument();
  });
});

describe('an upload', () => {
  it('shows how far the reading is and how long it takes', async () => {
    sidecar.answer({ [PREVIEW]: makeImport({ status: 'reading', progress: 0.4, secondsLeft: 125 }) });
    renderApp({ path: PATH });
    expect(await screen.findByRole('progressbar', { name: 'Reading the results' })).toHaveAttribute(
      'aria-valuenow',
      '40'
    );
    expect(screen.getByText('2 m 05 s left')).toBeInTheDocument();
    expect(screen.getByText('1 result understood so far')).toBeInTheDocument();
  });

  it('says what was understood, and becomes runs when somebody says so', async () => {
    sidecar.answer({ [`POST ${ACCEPT}`]: makeImport({ status: 'importing' }) });
    const { user } = renderApp({ path: PATH });
    const button = await screen.findByRole('button', { name: 'Import 1 run' });
    const row = rowOf(FILE);
    expect(row).toHaveTextContent('jtl csv');
    expect(row).toHaveTextContent('182,340 samples');
    await waitFor(() => expect(within(row).getByRole('combobox', { name: `Scenario of ${FILE}` })).toHaveValue('prod'));
    await user.click(button);
    await waitFor(() =>
      expect(sidecar.last('POST', ACCEPT)?.body).toEqual({
        runs: [{ index: 0, scenarioId: 1, testTypeId: 1, versionName: '14.2.1' }],
      })
    );
  });

  it('makes a report of each of few by itself, and otherwise when somebody says so', async () => {
    sidecar.answer({ [`POST ${ACCEPT}`]: makeImport({ status: 'importing' }) });
    const { user } = renderApp({ path: PATH });
    const reports = await screen.findByRole('checkbox', { name: 'Make a report of each' });
    expect(reports).toBeChecked();
    await user.click(reports);
    await user.click(screen.getByRole('button', { name: 'Import 1 run' }));
    await waitFor(() => expect(sidecar.last('POST', ACCEPT)?.body).toMatchObject({ makesReports: false }));
  });

  it('of many results is paged, and shows what wants a look', async () => {
    const candidates = Array.from({ length: 60 }, (_, index) =>
      makeCandidate({
        index,
        fileNames: [`run_${index}.csv`],
        ...(index === 40 && { problem: 'no header' }),
        ...(index === 45 && { scenarioId: null }),
      })
    );
    sidecar.answer({ [PREVIEW]: makeImport({ candidates }), [`POST ${ACCEPT}`]: makeImport({ status: 'importing' }) });
    const { user } = renderApp({ path: PATH });
    const table = await screen.findByRole('table', { name: 'Results of the upload' });
    expect(within(table).getAllByRole('row')).toHaveLength(26);
    expect(screen.getByRole('checkbox', { name: 'Make a report of each' })).not.toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Cannot be taken (1)' }));
    expect(within(table).getAllByRole('row')).toHaveLength(2);
    expect(rowOf('run_40.csv')).toHaveTextContent('no header');
    await user.click(screen.getByRole('radio', { name: 'Something is missing (1)' }));
    await user.click(screen.getByRole('checkbox', { name: 'Take run_45.csv' }));
    expect(within(table).getAllByRole('row')).toHaveLength(26);
    await user.click(screen.getByRole('button', { name: 'Import 58 runs' }));
    await waitFor(() => expect((sidecar.last('POST', ACCEPT)?.body as { runs: [] }).runs).toHaveLength(58));
  });

  it('says how many more there are while it is being read', async () => {
    sidecar.answer({ [PREVIEW]: makeImport({ status: 'reading', progress: 0.4, candidateCount: 412 }) });
    renderApp({ path: PATH });
    expect(await screen.findByText('… and 411 more results, shown when all are ready')).toBeInTheDocument();
    expect(screen.getByText('412 results understood so far')).toBeInTheDocument();
  });

  it('asks for what could not be understood', async () => {
    sidecar.answer({
      [PREVIEW]: makeImport({ candidates: [makeCandidate({ scenarioId: null, scenarioName: 'shop' })] }),
      [`POST ${ACCEPT}`]: makeImport({ status: 'importing' }),
    });
    const { user } = renderApp({ path: PATH });
    expect(await screen.findByRole('button', { name: 'Import 1 run' })).toBeDisabled();
    expect(rowOf(FILE)).toHaveTextContent('Choose its scenario');
    const scenario = screen.getByRole('combobox', { name: `Scenario of ${FILE}` });
    expect(scenario).toHaveAttribute('placeholder', 'shop?');
    await user.type(scenario, 'rev{ArrowDown}{Enter}');
    await user.click(screen.getByRole('button', { name: 'Import 1 run' }));
    await waitFor(() => expect(sidecar.last('POST', ACCEPT)?.body).toMatchObject({ runs: [{ scenarioId: 2 }] }));
  });

  it('keeps what was changed when the page is loaded again', async () => {
    const { user, unmount } = renderApp({ path: PATH });
    await user.click(await screen.findByRole('checkbox', { name: `Take ${FILE}` }));
    expect(screen.getByRole('button', { name: 'Import 0 runs' })).toBeDisabled();
    unmount();
    renderApp({ path: PATH });
    expect(await screen.findByRole('button', { name: 'Import 0 runs' })).toBeDisabled();
  });

  it('takes neither what has a problem nor what is there already', async () => {
    sidecar.answer({
      [PREVIEW]: makeImport({
        candidates: [
          makeCandidate({ fileNames: ['notes.csv'], format: null, problem: 'notes.csv is not a result of JMeter' }),
          makeCandidate({ index: 1, fileNames: ['twice.csv'], duplicateOfRunId: 12 }),
        ],
      }),
    });
    renderApp({ path: PATH });
    expect(await screen.findByRole('button', { name: 'Import 0 runs' })).toBeDisabled();
    expect(rowOf('notes.csv')).toHaveTextContent('notes.csv is not a result of JMeter');
    expect(within(rowOf('twice.csv')).getByRole('link', { name: 'run 12' })).toBeInTheDocument();
  });

  const TWO_PARTS = [makeCandidate({ fileNames: ['a.csv'] }), makeCandidate({ index: 1, fileNames: ['b.csv'] })];

  it('can say that a result is a further part of another one', async () => {
    sidecar.answer({ [PREVIEW]: makeImport({ candidates: TWO_PARTS }) });
    const { user } = renderApp({ path: PATH });
    fireEvent.click(await screen.findByLabelText('More about b.csv'));
    await user.type(await screen.findByLabelText(/^What it is/), 'Fur{ArrowDown}{Enter}');
    expect(await screen.findByText('Further part of a.csv')).toBeInTheDocument();
    // The drawer on a busy machine: all of its fields are made anew with each key.
  }, 90_000);

  it('becomes one run of several parts, each with its clock offset', async () => {
    sidecar.answer({
      [PREVIEW]: makeImport({ candidates: TWO_PARTS }),
      [`POST ${ACCEPT}`]: makeImport({ status: 'importing' }),
    });
    const [first, second] = TWO_PARTS.map(toDraft);
    sessionStorage.setItem(
      'perftest-import:imp-00000001',
      JSON.stringify([first, { ...second, partOfIndex: 0, clockOffsetsMs: [250] }])
    );
    renderApp({ path: PATH });
    expect(await screen.findByText('Further part of a.csv')).toBeInTheDocument();
    fireEvent.click(screen.getByText('Import 1 run'));
    await waitFor(() =>
      expect(sidecar.last('POST', ACCEPT)?.body).toMatchObject({
        runs: [{ index: 0, partIndexes: [1], read: { clockOffsetsMs: [0, 250] } }],
      })
    );
  });

  it('leads to the runs that were made of it', async () => {
    sidecar.answer({
      [PREVIEW]: makeImport({ status: 'done', runIds: [71], candidates: [makeCandidate({ runId: 71 })] }),
    });
    renderApp({ path: PATH });
    const list = await screen.findByRole('list', { name: 'Imported runs' });
    expect(within(list).getByRole('link', { name: 'Run 71' })).toHaveAttribute(
      'href',
      expect.stringContaining('/tests/71')
    );
    expect(screen.getByRole('checkbox', { name: `Take ${FILE}` })).toBeDisabled();
  });

  it('says that it is not there any more', async () => {
    sidecar.answer({ [PREVIEW]: problem(404, 'NOT_FOUND', 'There is no such import') });
    const { user } = renderApp({ path: PATH });
    await user.click(await screen.findByRole('button', { name: 'Choose other results' }));
    expect(screen.getByTestId('address')).toHaveTextContent(/^\/import$/);
  });

  it('is forgotten after a question', async () => {
    sidecar.answer({ 'DELETE /api/tests/import/imp-00000001': null });
    const { user } = renderApp({ path: PATH });
    await user.click(await screen.findByRole('button', { name: 'Forget this upload' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Forget it' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent(/^\/import$/));
  });
});
