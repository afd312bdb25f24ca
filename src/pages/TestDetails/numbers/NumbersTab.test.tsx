import { screen, within } from '@testing-library/react';

import { makeGeneratorLoad, makeImportedRun, makeReconciliation } from '../../../test/analysis-factories';
import { makeRun, makeStatistics, makeVerdict } from '../../../test/factories';
import { problem } from '../../../test/fake-sidecar';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';
import { answerRun } from '../answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

describe('where the numbers of a run come from', () => {
  it('is told of each rejected record with its reason, line and file', async () => {
    answerRun();
    sidecar.answer({
      'GET /api/tests/41/statistics': makeStatistics({
        rejected: [
          { recordNumber: 12, lineNumber: 14, fileName: 'host-b.jtl', reason: 'elapsed is not a number', text: 'a,b' },
        ],
        rejectedByReason: { 'elapsed is not a number': 2, 'too few columns': 1 },
        notes: ['Times without a zone were read as UTC.'],
      }),
    });
    renderApp({ path: '/tests/41?tab=numbers' });
    const table = await screen.findByRole('table', { name: 'Rejected records' });
    expect(within(table).getByText('a,b').closest('tr')).toHaveTextContent('1214host-b.jtlelapsed is not a numbera,b');
    expect(screen.getByText('too few columns').nextElementSibling).toHaveTextContent('1 record');
    expect(screen.getByText(/the first 1 of 3/)).toBeInTheDocument();
    expect(screen.getByText('Times without a zone were read as UTC.')).toBeInTheDocument();
  });

  it('is told of imported files with the offsets of their clocks, and of no generator', async () => {
    answerRun(makeImportedRun());
    renderApp({ path: '/tests/41?tab=numbers' });
    expect((await screen.findByText('Clock of host-b.jtl')).nextElementSibling).toHaveTextContent(
      '−1200 ms added to its times'
    );
    expect(screen.getByText('Clock of host-a.jtl').nextElementSibling).toHaveTextContent('as written');
    expect(screen.getByText('Time zone').nextElementSibling).toHaveTextContent('Europe/Berlin');
    expect(screen.getByText('This result was made elsewhere: nothing is known of its generator.')).toBeInTheDocument();
  });

  it('shows how busy the generator was, and what speaks against the run', async () => {
    const validity = { isValid: false, findings: ['The generator’s CPU was above 90 % for 4 minutes.'] };
    answerRun(
      makeRun({
        generator: makeGeneratorLoad({ threadsStarted: 23 }),
        verdict: makeVerdict({ validity }),
        fingerprint: { hash: 'ab12', parts: { users: '25', samplers: '12 of them' } },
      })
    );
    renderApp({ path: '/tests/41?tab=numbers' });
    const section = await screen.findByRole('region', { name: 'Load generator' });
    expect(within(section).getByText(validity.findings[0] as string)).toBeInTheDocument();
    expect(within(section).getByRole('img', { name: /CPU of the host from 31% to 42%/ })).toBeInTheDocument();
    expect(within(section).getByText('23 of 25')).toBeInTheDocument();
    expect(screen.getByText('12 of them')).toBeInTheDocument();
  });

  it('puts our figures beside JMeter’s only when somebody asks, for the file is read again', async () => {
    answerRun();
    sidecar.answer({ 'GET /api/tests/41/reconciliation': makeReconciliation() });
    const { user } = renderApp({ path: '/tests/41?tab=numbers' });
    const ask = await screen.findByRole('button', { name: 'Compare with JMeter’s figures' });
    expect(sidecar.last('GET', '/api/tests/41/reconciliation')).toBeUndefined();
    await user.click(ask);
    const table = await screen.findByRole('table', { name: 'Our figures beside JMeter’s' });
    expect(within(table).getByText('p90, ms').closest('tr')).toHaveTextContent('278281.5Differs');
    expect(within(table).getByText('Interpolated, over the last 20 000 samples')).toBeInTheDocument();
    expect(within(table).queryByText('count')).not.toBeInTheDocument();
    expect(screen.getByText(/1 of 2 figures are equal/)).toBeInTheDocument();

    await user.click(screen.getByRole('radio', { name: 'All' }));
    expect(within(table).getByText('count').closest('tr')).toHaveTextContent('Equal');
    await user.click(screen.getByRole('radio', { name: 'Aggregate Report' }));
    expect(screen.getByText(/all figures are equal/)).toBeInTheDocument();
    expect(screen.getByRole('table', { name: 'Our rules beside JMeter’s' })).toHaveTextContent('round(n·p)');
  });

  it('says that there is no file to read again', async () => {
    answerRun();
    sidecar.answer({ 'GET /api/tests/41/reconciliation': problem(404, 'NOT_FOUND', 'No result file') });
    renderApp({ path: '/tests/41?tab=numbers&jmeter=show' });
    expect(await screen.findByText('There is no result file to read again')).toBeInTheDocument();
  });
});
