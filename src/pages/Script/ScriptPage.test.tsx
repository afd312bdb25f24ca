import { screen, waitFor, within } from '@testing-library/react';

import { makeScenario, makeScript, makeScriptDiff, makeTestType, pageOf } from '../../test/factories';
import { problem, type RecordedCall, SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { makeEnvironment, makePreflight, makePreflightGroup, makeRevision } from '../../test/management-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const MISSING_CSV = {
  severity: 'error' as const,
  code: 'csv-missing',
  element: 'Users',
  line: 33,
  text: 'users.csv is not there: its users end at once.',
  fix: 'Upload users.csv with the script.',
  link: 'https://jmeter.apache.org/usermanual/component_reference.html#CSV_Data_Set_Config',
};
const NOTE = { ...MISSING_CSV, severity: 'info' as const, text: 'The script has no timer.', line: null };
const OVERRIDDEN = makePreflight({
  totalUsers: 100,
  threadGroups: [
    makePreflightGroup({ load: { userCount: 100, rampUpSeconds: 60, durationSeconds: 1800 } }),
    makePreflightGroup({
      name: 'Peak',
      line: 90,
      canOverride: false,
      reason: 'its kind (UltimateThreadGroup) has a schedule of its own',
    }),
  ],
});

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/scripts/2': makeScript({ revisionNumber: 2, scenarioId: 1, isDefault: true }),
    'GET /api/scripts/2/revisions': [
      makeRevision({ id: 22, number: 2, comment: 'new gateway', runCount: 3 }),
      makeRevision({ comment: 'first' }),
    ],
    'GET /api/scripts/2/preflight': makePreflight({ findings: [MISSING_CSV, NOTE] }),
    'GET /api/scripts/2/diff': makeScriptDiff({ edits: [] }),
    'GET /api/scripts': pageOf([]),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/test-types': [makeTestType()],
    'GET /api/environments': pageOf([makeEnvironment()]),
  });
});

function lastQuery(): Record<string, string> {
  return Object.fromEntries(sidecar.last('GET', '/api/scripts/2/preflight')?.query ?? []);
}

describe('the preflight of a script', () => {
  it('begins with what stands in the way, its line, its fix and a page about it', async () => {
    const { user } = renderApp({ path: '/scripts/2' });
    expect(await screen.findByText('Not ready')).toBeInTheDocument();
    expect(screen.getByText('1 error: a run would fail or measure nothing')).toBeInTheDocument();
    const [finding] = within(screen.getByRole('list', { name: 'Errors and warnings' })).getAllByRole('listitem');
    expect(finding).toHaveTextContent('users.csv is not there');
    expect(finding).toHaveTextContent('Upload users.csv');
    expect(finding).toHaveTextContent('line 33');
    expect(within(finding as HTMLElement).getByRole('link')).toHaveAttribute('href', MISSING_CSV.link);
    expect(screen.queryByText('The script has no timer.')).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show 1 note' }));
    expect(screen.getByText('The script has no timer.')).toBeInTheDocument();
  });

  it('says where the settings of a thread group come from', async () => {
    renderApp({ path: '/scripts/2' });
    const row = (await screen.findByText('Shoppers')).closest('tr') as HTMLElement;
    const cells = within(row).getAllByRole('cell');
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      'Shoppers ThreadGroup, line 12',
      '25property threads',
      '1 mfixed',
      'not known yetvariable DURATION',
      'for everfixed',
      'as in the script',
    ]);
  });

  it('asks again as users and duration are typed, and keeps them in the address', async () => {
    const { user } = renderApp({ path: '/scripts/2' });
    await screen.findByText('Shoppers');
    sidecar.answer({
      'GET /api/scripts/2/preflight': ({ query }: RecordedCall) =>
        query.has('userCount') ? OVERRIDDEN : makePreflight(),
    });
    await user.type(screen.getByRole('textbox', { name: 'Users' }), '100');
    await user.type(screen.getByRole('textbox', { name: 'Duration' }), '30m');
    await waitFor(() => expect(lastQuery()).toEqual({ userCount: '100', durationSeconds: '1800' }));
    expect(await screen.findByText('100 users · 30 m · ramp-up 1 m')).toBeInTheDocument();
    expect(screen.getByText(/has a schedule of its own/)).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('/scripts/2?userCount=100&durationSeconds=1800');
    await user.click(screen.getByRole('button', { name: 'As the script has it' }));
    // What was answered less than a second ago is not asked again, so the page is looked at, not the calls.
    expect(await screen.findByText('as in the script')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent(/^\/scripts\/2$/);
  });

  it('looks at it as a scenario and test type would run it', async () => {
    const { user } = renderApp({ path: '/scripts/2' });
    await screen.findByText('Shoppers');
    await user.type(screen.getByRole('combobox', { name: 'Scenario' }), 'prod{ArrowDown}{Enter}');
    await waitFor(() => expect(lastQuery()).toEqual({ scenarioId: '1', testTypeId: '1' }));
    expect(screen.getByRole('textbox', { name: 'Users' })).toHaveValue('25');
  });

  it('says so when nothing stands in the way', async () => {
    sidecar.answer({ 'GET /api/scripts/2/preflight': makePreflight() });
    renderApp({ path: '/scripts/2' });
    expect(await screen.findByText('Nothing stands in the way of a run')).toBeInTheDocument();
  });

  it('says of an older revision that it is not what runs', async () => {
    const { user } = renderApp({ path: '/scripts/2?revision=1' });
    expect(await screen.findByText('This is revision 1; runs take revision 2')).toBeInTheDocument();
    expect(lastQuery()).toEqual({ revision: '1' });
    await user.click(screen.getByRole('button', { name: 'Go to the newest' }));
    await waitFor(() => expect(screen.queryByText(/This is revision 1/)).not.toBeInTheDocument());
  });

  it('says what to do when it cannot be read, while the script can', async () => {
    sidecar.answer({ 'GET /api/scripts/2/preflight': SIDECAR_DOWN });
    renderApp({ path: '/scripts/2' });
    expect(await screen.findByRole('alert', { name: /What is in the script could not be read/ })).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: /Revisions/ })).toBeInTheDocument();
  });
});

describe('the revisions of a script', () => {
  it('tell comment, uploader, checksum and runs; two of them are compared', async () => {
    const { user } = renderApp({ path: '/scripts/2?tab=revisions' });
    const row = (await screen.findByText('new gateway')).closest('tr') as HTMLElement;
    expect(row).toHaveTextContent('by admin');
    expect(row).toHaveTextContent('9f2c4e7a1b');
    expect(within(row).getByRole('link', { name: 'all (zip)' })).toHaveAttribute(
      'href',
      '/api/plugin-proxy/perftest-automation-app/api/scripts/2/download?revision=2&all=true'
    );
    const compare = screen.getByRole('button', { name: 'Show the difference' });
    expect(compare).toBeDisabled();
    await user.click(screen.getByRole('checkbox', { name: 'Compare revision 2' }));
    await user.click(screen.getByRole('checkbox', { name: 'Compare revision 1' }));
    await user.click(compare);
    expect(await screen.findByText('2 lines removed or added')).toBeInTheDocument();
    const asked = Object.fromEntries(sidecar.last('GET', '/api/scripts/2/diff')?.query ?? []);
    expect(asked).toEqual({ from: '1', to: '2' });
    expect(screen.getByTestId('address')).toHaveTextContent('tab=difference&from=1&to=2');
  });

  it('show which files differ, by their checksums', async () => {
    const files = [{ name: 'users.csv', kind: 'data' as const, sizeBytes: 2048, checksumSha256: 'c' }];
    sidecar.answer({
      'GET /api/scripts/2/revisions': [makeRevision({ id: 22, number: 2, files }), makeRevision({ files: [] })],
    });
    renderApp({ path: '/scripts/2?tab=difference' });
    const row = (await screen.findByText('users.csv')).closest('tr') as HTMLElement;
    expect(row).toHaveTextContent('added');
    expect(row).toHaveTextContent('2 KiB');
  });

  it('need to be two for a difference', async () => {
    sidecar.answer({ 'GET /api/scripts/2/revisions': [makeRevision()] });
    renderApp({ path: '/scripts/2?tab=difference' });
    expect(await screen.findByText('Here will be what has changed')).toBeInTheDocument();
  });
});

describe('a script', () => {
  it('is changed in name and scenario; what the sidecar refuses is shown where it was typed', async () => {
    sidecar.answer({ 'PUT /api/scripts/2': problem(409, 'CONFLICT_NAME', 'The name is taken') });
    const { user } = renderApp({ path: '/scripts/2' });
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const name = screen.getByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'shop');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/The name is taken/)).toBeInTheDocument();
    expect(sidecar.last('PUT', '/api/scripts/2')?.body).toEqual({
      name: 'shop',
      description: '',
      scenarioId: 1,
      isDefault: true,
    });
    expect(name).toHaveValue('shop');
  });

  it('that runs have used cannot be deleted, not even by an Admin', async () => {
    renderApp({ path: '/scripts/2', role: 'Admin' });
    const remove = await screen.findByRole('button', { name: 'Delete' });
    await waitFor(() => expect(remove).toHaveAttribute('aria-disabled', 'true'));
  });

  it('is deleted by an Admin who has read what that does', async () => {
    sidecar.answer({
      'GET /api/scripts/2/revisions': [makeRevision()],
      'DELETE /api/scripts/2': null,
    });
    const { user } = renderApp({ path: '/scripts/2', role: 'Admin' });
    const remove = await screen.findByRole('button', { name: 'Delete' });
    await waitFor(() => expect(remove).toBeEnabled());
    await user.click(remove);
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('prod will have no script');
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent(/^\/scripts$/));
  });

  it('can be looked at but not changed by a Viewer', async () => {
    renderApp({ path: '/scripts/2', role: 'Viewer' });
    await screen.findByText('Shoppers');
    expect(screen.getByRole('button', { name: 'Download' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /New revision|Edit|Delete/ })).not.toBeInTheDocument();
  });

  it('lists its files, each to be downloaded', async () => {
    renderApp({ path: '/scripts/2?tab=files&revision=1' });
    const table = await screen.findByRole('table', { name: 'Files of revision 1' });
    expect(within(table).getByRole('link', { name: 'prod-rev-trans.jmx' })).toHaveAttribute(
      'href',
      expect.stringContaining('download?revision=1&file=prod-rev-trans.jmx')
    );
  });
});
