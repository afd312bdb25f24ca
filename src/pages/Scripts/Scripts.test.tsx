import { act, screen, waitFor, within } from '@testing-library/react';
import type userEvent from '@testing-library/user-event';

import { makeScenario, makeScript, pageOf, T0 } from '../../test/factories';
import { problem, SIDECAR_DOWN } from '../../test/fake-sidecar';
import { FakeUpload } from '../../test/fake-upload';
import { sidecar } from '../../test/grafana-runtime';
import { makePreflight, makeRevision } from '../../test/management-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const SHOP = makeScript({
  id: 2,
  name: 'shop',
  fileName: 'shop.jmx',
  scenarioId: 1,
  isDefault: true,
  revisionNumber: 3,
  files: [
    { name: 'shop.jmx', kind: 'plan', sizeBytes: 100, checksumSha256: 'a' },
    { name: 'users.csv', kind: 'data', sizeBytes: 50, checksumSha256: 'b' },
  ],
});
const SEARCH = makeScript({ id: 3, name: 'search', scenarioNames: [], uploadedBy: 'eva', uploadedAtMs: T0 + 1000 });

beforeEach(() => {
  sidecar.reset();
  FakeUpload.last = undefined;
  window.XMLHttpRequest = FakeUpload as unknown as typeof XMLHttpRequest;
  sidecar.answer({
    'GET /api/scripts': pageOf([SHOP, SEARCH]),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/environments': pageOf([]),
    'GET /api/test-types': [],
    'GET /api/scripts/9': makeScript({ id: 9, name: 'new' }),
    'GET /api/scripts/9/revisions': [makeRevision({ scriptId: 9 })],
    'GET /api/scripts/9/preflight': makePreflight(),
  });
});

function names(): string[] {
  const rows = within(screen.getByRole('table', { name: 'Scripts' }))
    .getAllByRole('row')
    .slice(1);
  return rows.map((row) => within(row).getAllByRole('link')[0]?.textContent ?? '');
}

describe('the scripts', () => {
  it('tell scenario, files, revision, uploader and whose default they are, the latest upload first', async () => {
    renderApp({ path: '/scripts' });
    const row = (await screen.findByRole('link', { name: 'shop' })).closest('tr') as HTMLElement;
    expect(row).toHaveTextContent('prod');
    expect(row).toHaveTextContent('with users.csv');
    expect(within(row).getByRole('link', { name: '3' })).toHaveAttribute(
      'href',
      expect.stringContaining('/scripts/2?tab=revisions')
    );
    await waitFor(() => expect(row).toHaveTextContent('default of prod'));
    expect(names()).toEqual(['search', 'shop']);
  });

  it('are searched and sorted; the address keeps both', async () => {
    const { user } = renderApp({ path: '/scripts?search=USERS.csv' });
    await screen.findByRole('link', { name: 'shop' });
    expect(names()).toEqual(['shop']);
    await user.clear(screen.getByRole('textbox', { name: 'Search scripts' }));
    await user.click(screen.getByRole('button', { name: 'Script' }));
    expect(names()).toEqual(['search', 'shop']);
    await user.click(screen.getByRole('button', { name: 'Script' }));
    expect(names()).toEqual(['shop', 'search']);
    expect(screen.getByTestId('address')).toHaveTextContent('/scripts?sort=-name');
  });

  it('say what would be here, and that a Viewer cannot upload', async () => {
    sidecar.answer({ 'GET /api/scripts': pageOf([]) });
    renderApp({ path: '/scripts', role: 'Viewer' });
    expect(await screen.findByText('Here will be your test plans')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Upload/ })).not.toBeInTheDocument();
  });

  it('say what to do when the sidecar does not answer', async () => {
    sidecar.answer({ 'GET /api/scripts': SIDECAR_DOWN });
    renderApp({ path: '/scripts' });
    expect(await screen.findByRole('alert', { name: /The scripts could not be read/ })).toBeInTheDocument();
  });
});

type User = ReturnType<typeof userEvent.setup>;

async function choose(user: User, ...files: File[]): Promise<void> {
  await user.click(await screen.findByRole('button', { name: 'Upload a script' }));
  await user.upload(screen.getByTestId('dropzone').querySelector('input') as HTMLInputElement, files);
}

async function begin(user: User): Promise<FakeUpload> {
  await user.click(screen.getByRole('button', { name: 'Upload' }));
  await waitFor(() => expect(FakeUpload.last?.form).toBeDefined());
  return FakeUpload.last as FakeUpload;
}

const PLAN = new File(['<jmeterTestPlan/>'], 'checkout.jmx');
const USERS = new File(['a,b'], 'users.csv');

describe('an upload', () => {
  it('sends fields before files through Grafana’s proxy, and opens the new script', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, USERS, PLAN);
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveValue('checkout');
    await user.type(screen.getByRole('textbox', { name: /^Comment/ }), 'first try');
    const upload = await begin(user);
    expect(upload.url).toBe('/api/plugin-proxy/perftest-automation-app/api/scripts/upload');
    const sent = [...(upload.form?.entries() ?? [])];
    expect(sent.map(([field, value]) => [field, value instanceof File ? value.name : value])).toEqual([
      ['name', 'checkout'],
      ['comment', 'first try'],
      ['file', 'checkout.jmx'],
      ['file', 'users.csv'],
    ]);
    act(() => upload.answer({ status: 201, body: makeScript({ id: 9 }) }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/scripts/9'));
  });

  it('shows how much is sent, then that the sidecar reads it', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, PLAN);
    const upload = await begin(user);
    act(() => upload.sent(30 * 1024 * 1024, 120 * 1024 * 1024));
    expect(screen.getByRole('progressbar', { name: 'Upload' })).toHaveAttribute('aria-valuenow', '25');
    expect(screen.getByText('30 MiB of 120 MiB')).toBeInTheDocument();
    act(() => upload.sent(120 * 1024 * 1024, 120 * 1024 * 1024));
    expect(screen.getByText(/The sidecar reads the files/)).toBeInTheDocument();
  });

  it('can be cancelled: nothing is stored, and the files are still chosen', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, PLAN);
    const upload = await begin(user);
    await user.click(screen.getByRole('button', { name: 'Cancel the upload' }));
    expect(upload.isAborted).toBe(true);
    expect(await screen.findByText(/Nothing was stored/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Upload' })).toBeEnabled();
    expect(screen.getByText('checkout.jmx')).toBeInTheDocument();
  });

  it('shows why the sidecar refused it and what to do', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, PLAN);
    const upload = await begin(user);
    const { status, body } = problem(422, 'SCRIPT_DOCTYPE', 'The test plan has a DOCTYPE');
    act(() => upload.answer({ status, body }));
    expect(await screen.findByText(/The test plan has a DOCTYPE/)).toBeInTheDocument();
    expect(screen.getByText('What to do about SCRIPT_DOCTYPE.')).toBeInTheDocument();
  });

  it('says that a proxy in front of Grafana limits the size', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, PLAN);
    const upload = await begin(user);
    act(() => upload.answer({ status: 413, body: 'Request Entity Too Large' }));
    expect(await screen.findByText(/client_max_body_size/)).toBeInTheDocument();
  });

  it('says that nothing was stored when the connection breaks', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, PLAN);
    const upload = await begin(user);
    act(() => upload.breakOff());
    expect(await screen.findByText(/Nothing was stored. Try again/)).toBeInTheDocument();
  });

  it('asks before anything is sent whether the session still holds', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, PLAN);
    sidecar.answer({ 'GET /api/scripts': SIDECAR_DOWN });
    await user.click(screen.getByRole('button', { name: 'Upload' }));
    expect((await screen.findAllByText(/The sidecar does not answer/)).length).toBeGreaterThan(0);
    expect(FakeUpload.last).toBeUndefined();
  });

  it('waits for a test plan, and for a word on which of several runs', async () => {
    const { user } = renderApp({ path: '/scripts' });
    await choose(user, USERS);
    expect(screen.getByRole('alert')).toHaveTextContent('The test plan is missing');
    expect(screen.getByRole('button', { name: 'Upload' })).toBeDisabled();
    const input = screen.getByTestId('dropzone').querySelector('input') as HTMLInputElement;
    await user.upload(input, [PLAN, new File(['<x/>'], 'login.jmx')]);
    expect(screen.getByRole('alert')).toHaveTextContent('say which one runs');
    await user.type(screen.getByRole('combobox', { name: /Test plan that runs/ }), 'checkout{ArrowDown}{Enter}');
    const upload = await begin(user);
    expect(upload.form?.get('plan')).toBe('checkout.jmx');
  });
});
