import { screen, waitFor, within } from '@testing-library/react';

import { makeDistribution, makeHeatMap, makeImportedRun } from '../../../test/analysis-factories';
import {
  makeRun,
  makeStatistics,
  makeStatisticsRow,
  makeTimeline,
  makeTimelinePoint,
  T0,
} from '../../../test/factories';
import { problem, type RecordedCall } from '../../../test/fake-sidecar';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';
import { answerRun } from '../answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

/** A run of 100 s in slices of 5 s, judged from its 20th second. */
function answerTimes(run = makeRun({ windowFromMs: T0 + 20_000, windowToMs: T0 + 100_000 })) {
  answerRun(run);
  sidecar.answer({
    'GET /api/tests/41/timeline': makeTimeline({
      points: Array.from({ length: 20 }, (_, index) => makeTimelinePoint({ startMs: T0 + index * 5000 })),
    }),
    'GET /api/tests/41/statistics': ({ query }: RecordedCall) =>
      makeStatistics({
        isWhatIf: query.has('fromMs'),
        windowFromMs: Number(query.get('fromMs')) || null,
        windowToMs: Number(query.get('toMs')) || null,
        source: query.has('fromMs') ? 'stored slices' : 'stored figures',
        total: makeStatisticsRow({ label: 'Total', p90Ms: query.has('fromMs') ? 333 : 212 }),
      }),
    'GET /api/tests/41/heat-map': makeHeatMap(),
    'GET /api/tests/41/distribution': makeDistribution(),
  });
}

function figure(name: string): HTMLElement {
  return screen.getByText(name, { selector: 'dt' }).parentElement as HTMLElement;
}

describe('the times of a run', () => {
  it('begin with the window that the verdict judges', async () => {
    answerTimes();
    renderApp({ path: '/tests/41?tab=time' });
    expect(await screen.findByRole('slider', { name: 'Begin of the window' })).toHaveAttribute(
      'aria-valuetext',
      '14:00:20'
    );
    await waitFor(() => expect(figure('p90')).toHaveTextContent('212 ms'));
    expect(screen.queryByText(/A what-if/)).not.toBeInTheDocument();
  });

  it('are counted again when somebody moves the window by keyboard, as a what-if in the address', async () => {
    answerTimes();
    const { user } = renderApp({ path: '/tests/41?tab=time' });
    const begin = await screen.findByRole('slider', { name: 'Begin of the window' });
    begin.focus();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(begin).toHaveAttribute('aria-valuetext', '14:00:30');
    expect(await screen.findByText('A what-if: the samples that began 14:00:30 – 14:01:40')).toBeInTheDocument();
    expect(screen.getByText(/No verdict changes by it/)).toBeInTheDocument();
    expect(figure('p90')).toHaveTextContent('333 ms');
    expect(figure('p90')).toHaveTextContent('the verdict’s window: 212 ms');
    expect(screen.getByTestId('address')).toHaveTextContent(`from=${T0 + 30_000}&to=${T0 + 100_000}`);
    expect(sidecar.last('GET', '/api/tests/41/heat-map')?.query.get('fromMs')).toBe(String(T0 + 30_000));

    await user.click(screen.getByRole('button', { name: 'What the verdict judges' }));
    await waitFor(() => expect(screen.queryByText(/A what-if/)).not.toBeInTheDocument());
    expect(screen.getByTestId('address')).not.toHaveTextContent('from=');
  });

  it('can have their window written', async () => {
    answerTimes();
    const { user } = renderApp({ path: '/tests/41?tab=time' });
    const to = await screen.findByRole('textbox', { name: 'To (since the first sample)' });
    await user.clear(to);
    await user.type(to, '50 s{Enter}');
    expect(screen.getByRole('slider', { name: 'End of the window' })).toHaveAttribute('aria-valuetext', '14:00:50');
    await waitFor(() =>
      expect(sidecar.last('GET', '/api/tests/41/distribution')?.query.get('toMs')).toBe(String(T0 + 50_000))
    );
  });

  it('show heat map and distribution of a label in words and as tables', async () => {
    answerTimes();
    const { user } = renderApp({ path: '/tests/41?tab=time&label=Search&kind=sample' });
    const heatMap = await screen.findByRole('figure', { name: 'Response times of Search over time' });
    expect(within(heatMap).getByRole('img')).toHaveAccessibleName(/at most 20 samples in a field/);
    const distribution = await screen.findByRole('figure', { name: 'Distribution of Search' });
    expect(within(distribution).getByRole('img')).toHaveAccessibleName(/12 of them failed/);
    expect(within(distribution).getByText('failed samples, on a scale of their own')).toBeInTheDocument();
    expect(sidecar.last('GET', '/api/tests/41/distribution')?.query.get('label')).toBe('Search');

    await user.click(within(distribution).getByText('As a table'));
    const table = await within(distribution).findByRole('region', { name: 'Distribution of Search as a table' });
    expect(within(table).getByRole('row', { name: '100 ms 200 ms 600 4' })).toBeInTheDocument();
    await user.click(within(heatMap).getByText('As a table'));
    expect(await within(heatMap).findByRole('row', { name: '14:00:05 12 3' })).toBeInTheDocument();
  });

  it('say of each part alone when it cannot be read', async () => {
    answerTimes();
    sidecar.answer({ 'GET /api/tests/41/heat-map': problem(500, 'INTERNAL', 'Something broke') });
    renderApp({ path: '/tests/41?tab=time' });
    expect(await screen.findByText('The heat map could not be read')).toBeInTheDocument();
    expect(await screen.findByRole('figure', { name: 'Distribution of all samples' })).toBeInTheDocument();
  });

  it('of an imported summary say that there are none', async () => {
    answerTimes(makeImportedRun());
    sidecar.answer({ 'GET /api/tests/41/timeline': makeTimeline({ points: [] }) });
    renderApp({ path: '/tests/41?tab=time' });
    expect(await screen.findByText('This result has no times')).toBeInTheDocument();
  });
});
