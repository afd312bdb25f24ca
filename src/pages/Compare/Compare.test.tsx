import { screen, waitFor, within } from '@testing-library/react';

import { makeBatch, makeRunSummary, makeScenario, makeTestType, makeVersion, pageOf } from '../../test/factories';
import { problem, type RecordedCall, SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { makeComparedRun, makeDistribution, makeRunComparison } from '../../test/history-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const OLD = makeRunSummary({ id: 31, name: 'prod · load · 14.2.2', versionId: 2, versionName: '14.2.2' });
const NEW = makeRunSummary({ id: 41 });

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/compare': makeRunComparison(),
    'GET /api/tests': pageOf([NEW, OLD]),
    'GET /api/tests/31/distribution': makeDistribution(),
    'GET /api/tests/41/distribution': makeDistribution(),
    'GET /api/tests/51/distribution': makeDistribution(),
    'GET /api/tests/61/distribution': makeDistribution(),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/test-types': [makeTestType(), makeTestType({ id: 2, name: 'stress' })],
    'GET /api/versions': pageOf([makeVersion(), makeVersion({ id: 2, version: '14.2.2' })]),
    'GET /api/batches': pageOf([makeBatch()]),
    'GET /api/batches/7': makeBatch(),
  });
});

function labelRows(): HTMLElement[] {
  return within(screen.getByRole('table', { name: 'Labels of the compared runs' }))
    .getAllByRole('row')
    .slice(1);
}

describe('compared runs', () => {
  it('show what changed, by how much and why; the rest on request', async () => {
    const { user } = renderApp({ path: '/compare?runs=31,41' });
    const search = (await screen.findByRole('button', { name: 'Search' })).closest('tr') as HTMLElement;
    expect(sidecar.last('GET', '/api/compare')?.query.get('runIds')).toBe('31,41');
    expect(search).toHaveTextContent('200 ms');
    expect(search).toHaveTextContent('262 ms');
    expect(search).toHaveTextContent('+31%');
    expect(search).toHaveTextContent('Worse');
    expect(search).toHaveTextContent('p90 rose by 62 ms (+31 %) over a single reference.');
    expect(labelRows()).toHaveLength(2);
    await user.click(screen.getByRole('radio', { name: 'All' }));
    expect(labelRows()).toHaveLength(3);
    expect(screen.getByTestId('address')).toHaveTextContent('all=1');
  });

  it('say in a sentence what each run became against the reference', async () => {
    renderApp({ path: '/compare?runs=31,41' });
    const run = (await screen.findByRole('link', { name: 'prod · load · 14.2.3' })).closest('tr');
    expect(run).toHaveTextContent('1 label worse, 1 unchanged');
  });

  it('take another metric, which is shown and not judged', async () => {
    renderApp({ path: '/compare?runs=31,41&metric=meanMs&all=1' });
    const search = (await screen.findByRole('button', { name: 'Search' })).closest('tr') as HTMLElement;
    expect(search).toHaveTextContent('±0.0%');
    expect(search).not.toHaveTextContent('Worse');
    expect(screen.getByText('mean is shown, not judged')).toBeInTheDocument();
  });

  it('are compared with another of them on request', async () => {
    const { user } = renderApp({ path: '/compare?runs=31,41' });
    await user.click(await screen.findByRole('button', { name: 'Make reference: prod · load · 14.2.3' }));
    await waitFor(() => expect(sidecar.last('GET', '/api/compare')?.query.get('runIds')).toBe('41,31'));
    expect(screen.getByTestId('address')).toHaveTextContent('runs=41%2C31');
  });

  it('tell how their loads differ', async () => {
    const [reference, current] = makeRunComparison().runs;
    sidecar.answer({
      'GET /api/compare': makeRunComparison({
        runs: [reference, { ...current, fingerprintDifference: ['users: 50 instead of 25'] }] as never,
      }),
    });
    renderApp({ path: '/compare?runs=31,41' });
    expect(await screen.findByText(/users: 50 instead of 25/)).toBeInTheDocument();
  });

  it('show the distribution of the label that is clicked, of each run', async () => {
    const { user } = renderApp({ path: '/compare?runs=31,41' });
    await user.click(await screen.findByRole('button', { name: 'Search' }));
    expect(await screen.findByRole('heading', { name: 'Distribution of Search' })).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('label=Search');
    const asked = sidecar.calls.filter(
      ({ path, query }) => path.endsWith('/distribution') && query.get('label') === 'Search'
    );
    expect(asked.map(({ path }) => path)).toEqual(['/api/tests/31/distribution', '/api/tests/41/distribution']);
  });

  it('stand side by side in groups, e.g. load and stress of the same versions', async () => {
    const stress = makeRunComparison({
      runs: [
        makeComparedRun({ runId: 51, name: 'prod · stress · 14.2.2', testTypeName: 'stress' }),
        makeComparedRun({ runId: 61, name: 'prod · stress · 14.2.3', testTypeName: 'stress', versionName: '14.2.3' }),
      ],
    });
    sidecar.answer({
      'GET /api/compare': ({ query }: RecordedCall) => (query.get('runIds') === '31,41' ? makeRunComparison() : stress),
    });
    renderApp({ path: '/compare?runs=31,41&runs=51,61' });
    const table = await screen.findByRole('table', { name: 'Labels of the compared runs' });
    await waitFor(() =>
      expect(
        within(table)
          .getAllByRole('columnheader')
          .map(({ textContent }) => textContent)
      ).toEqual(['Label', '14.2.2 load', '14.2.3 load', '14.2.2 stress', '14.2.3 stress'])
    );
  });

  it('say what went wrong when they cannot be read', async () => {
    sidecar.answer({ 'GET /api/compare': problem(404, 'NOT_FOUND', 'Run 99 does not exist') });
    renderApp({ path: '/compare?runs=31,99' });
    expect(await screen.findByRole('alert', { name: /run 31, run 99 could not be read/ })).toHaveTextContent('Run 99');
    sidecar.answer({ 'GET /api/compare': SIDECAR_DOWN });
  });
});

describe('what to compare', () => {
  it('is asked when nothing is chosen, and runs are ticked', async () => {
    const { user } = renderApp({ path: '/compare' });
    const button = await screen.findByRole('button', { name: 'Compare 0 runs' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await user.click(await screen.findByRole('checkbox', { name: 'Pick prod · load · 14.2.3, run 41' }));
    await user.click(screen.getByRole('checkbox', { name: 'Pick prod · load · 14.2.2, run 31' }));
    await user.click(screen.getByRole('button', { name: 'Compare 2 runs' }));
    await screen.findByRole('button', { name: 'Search' });
    expect(screen.getByTestId('address')).toHaveTextContent('/compare?runs=31%2C41');
  });

  it('can be versions: the newest completed run of each, by test type', async () => {
    sidecar.answer({
      'GET /api/tests': ({ query }: RecordedCall) => {
        const isStress = query.get('testTypeId') === '2';
        const id = query.get('versionId') === '2' ? 31 : 41;
        return pageOf([makeRunSummary({ id: isStress ? id + 20 : id })]);
      },
    });
    const { user } = renderApp({ path: '/compare?choose=versions&scenario=1&testTypes=1,2&versions=3,2' });
    const button = await screen.findByRole('button', { name: 'Compare versions' });
    await waitFor(() => expect(button).toBeEnabled());
    await user.click(button);
    expect(screen.getByTestId('address')).toHaveTextContent('/compare?runs=31%2C41&runs=51%2C61');
  });

  it('can be the runs of a batch', async () => {
    const { user } = renderApp({ path: '/compare?choose=batches' });
    await user.click(await screen.findByRole('checkbox', { name: 'Pick 14.2.3 of 2 March' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Compare 1 batch' })).toBeEnabled());
    await user.click(screen.getByRole('button', { name: 'Compare 1 batch' }));
    expect(screen.getByTestId('address')).toHaveTextContent('/compare?runs=41%2C43');
  });
});
