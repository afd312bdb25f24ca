import { screen, waitFor, within } from '@testing-library/react';

import { makeImportedRun } from '../../test/analysis-factories';
import { FAILED_RUN, makeBaseline, makeKeptFailure, makeRun } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';
import { answerRun } from './answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

describe('the details of a run', () => {
  it('begin with the verdict, its reasons and whether one can believe it', async () => {
    answerRun();
    renderApp({ path: '/tests/41' });
    expect(await screen.findByText('Search is 31 % slower than in 14.2.2.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'See Search' })).toHaveAttribute(
      'href',
      expect.stringContaining('label=Search')
    );
    expect(screen.getByText(/a single reference: low/)).toBeInTheDocument();
    expect(await screen.findByText('Response time')).toBeInTheDocument();
  });

  it('show labels with no data as dashes in the analysis window, and the whole run on demand', async () => {
    answerRun();
    const { user } = renderApp({ path: '/tests/41?tab=labels' });
    const row = (await screen.findByRole('button', { name: 'Export' })).closest('tr');
    expect(row).toHaveTextContent('Export0––');
    const first = sidecar.calls.find(({ path }) => path === '/api/tests/41/statistics');
    expect(first?.query.get('scope')).toBe('window');
    await user.click(screen.getByRole('radio', { name: 'Whole run' }));
    await waitFor(() => expect(sidecar.last('GET', '/api/tests/41/statistics')?.query.get('scope')).toBe('run'));
    expect(await screen.findByText(/^every sample of the run/)).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('scope=run');
  });

  it('compare only what changed, or all', async () => {
    answerRun();
    const { user } = renderApp({ path: '/tests/41?tab=compare' });
    const table = await screen.findByRole('table', { name: 'Comparison with the reference' });
    expect(within(table).getByText('+6.0 pp')).toBeInTheDocument();
    expect(within(table).queryByText('Log in')).not.toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'All' }));
    expect(await within(table).findByText('Log in')).toBeInTheDocument();
  });

  it('account for every record of the result file', async () => {
    answerRun();
    renderApp({ path: '/tests/41?tab=numbers' });
    const sum = await screen.findByText('201,000');
    expect(sum.closest('p')).toHaveTextContent(
      '201,000 records=182,340 samples+18,600 transactions+57 interrupted+3 rejected'
    );
    expect(screen.getByText('elapsed is not a number', { selector: 'td' })).toBeInTheDocument();
  });

  it.each([
    ['errors', 'Service Unavailable'],
    ['script', 'Thread group switched off'],
    ['files', 'JMeter’s log'],
  ])('have their tab "%s" in the address', async (tab, text) => {
    answerRun();
    renderApp({ path: `/tests/41?tab=${tab}` });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('show examples of each group of errors with what was sent and received, by keyboard too', async () => {
    const pay = { label: 'Pay', responseCode: '503', responseMessage: 'Service Unavailable', failureMessage: null };
    const failures = [1, 2, 3, 4].map((startMs) =>
      makeKeptFailure({ ...pay, startMs, responseBody: '{"error":"busy"}' })
    );
    answerRun(makeRun({ keptFailureCount: 5 }));
    sidecar.answer({
      'GET /api/tests/41/failures': { failures: [...failures, makeKeptFailure()], keptPerLabel: 20, isComplete: false },
    });
    const { user } = renderApp({ path: '/tests/41?tab=errors' });

    const group = await screen.findByRole('region', { name: 'Failed requests' });
    expect(
      await within(group).findByRole('heading', { name: 'Pay: 503 Service Unavailable (353 times)' })
    ).toBeVisible();
    expect(within(group).getByRole('heading', { name: 'Other failed requests' })).toBeVisible();
    expect(within(group).getByText(/secrets are masked\. Some could not be kept/)).toBeVisible();
    expect(within(group).getAllByText('Pay')).toHaveLength(3);
    expect(within(group).queryByRole('group', { name: 'Response body' })).not.toBeInTheDocument();

    await user.click(within(group).getAllByText('Pay')[0] as HTMLElement);
    expect(await within(group).findByRole('group', { name: 'Response body' })).toHaveTextContent('{ "error": "busy" }');
    expect(within(group).getByRole('group', { name: 'Request line' })).toHaveTextContent(
      'POST http://shop.example/login'
    );
    expect(within(group).getByRole('button', { name: 'Copy request and response' })).toBeVisible();
    await user.click(within(group).getByRole('button', { name: 'Show 1 more' }));
    expect(within(group).getAllByText('Pay')).toHaveLength(4);
  });

  it('say what is wrong when the failed requests cannot be read', async () => {
    answerRun(makeRun({ keptFailureCount: 1 }));
    sidecar.answer({ 'GET /api/tests/41/failures': problem(500, 'INTERNAL', 'Something broke') });
    renderApp({ path: '/tests/41?tab=errors' });
    expect(await screen.findByText('The failed requests could not be read')).toBeInTheDocument();
  });

  it('make a baseline of the run under a name', async () => {
    answerRun();
    sidecar.answer({ 'POST /api/baselines': makeBaseline() });
    const { user } = renderApp({ path: '/tests/41' });
    await user.click(await screen.findByRole('button', { name: 'Make baseline' }));
    const dialog = await screen.findByRole('dialog');
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.click(within(dialog).getByRole('button', { name: 'Make baseline' }));
    expect(await within(dialog).findByText('The baseline needs a name')).toBeInTheDocument();
    await user.type(name, 'spring');
    await user.click(within(dialog).getByRole('button', { name: 'Make baseline' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(sidecar.last('POST', '/api/baselines')?.body).toEqual({
      name: 'spring',
      isDefault: true,
      sourceTestRunId: 41,
    });
  });

  it('of an imported result say where it comes from, and offer no run of it', async () => {
    answerRun(makeImportedRun());
    renderApp({ path: '/tests/41?tab=script' });
    expect(await screen.findByText('This result was made elsewhere and imported')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Run again' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Make baseline' })).toBeInTheDocument();
    expect(sidecar.last('GET', '/api/tests/41/script-diff')).toBeUndefined();
  });

  it('of an imported result that does not tell its load show none: 0 would be a claim', async () => {
    answerRun(makeImportedRun({ userCount: 0, durationSeconds: 0, rampUpSeconds: 0, appliesLoad: false }));
    renderApp({ path: '/tests/41?tab=script' });
    expect(await screen.findByText(/, unknown load, /)).toBeInTheDocument();
    expect(screen.queryByText(/0 users|0 s\b/)).not.toBeInTheDocument();
    expect(screen.queryByText(/own schedule/)).not.toBeInTheDocument();
  });

  it('save a comment', async () => {
    answerRun();
    sidecar.answer({ 'PUT /api/tests/41': makeRun({ comment: 'the cache was cold' }) });
    const { user } = renderApp({ path: '/tests/41' });
    await user.type(await screen.findByRole('textbox', { name: 'Comment' }), 'the cache was cold');
    await user.click(screen.getByRole('button', { name: 'Save comment' }));
    await waitFor(() => expect(sidecar.last('PUT', '/api/tests/41')?.body).toEqual({ comment: 'the cache was cold' }));
  });

  it('of a run that was not carried out say what is wrong and what to do', async () => {
    answerRun(FAILED_RUN);
    renderApp({ path: '/tests/44' });
    expect(await screen.findByText('JMeter was not found')).toBeInTheDocument();
    expect(screen.getByText('Set JMETER_HOME to the folder of JMeter 5.4 or later.')).toBeInTheDocument();
    expect(screen.getByText('This run left no result that could be analyzed.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Make baseline' })).not.toBeInTheDocument();
  });

  it('do not call it an error that a run without files has none', async () => {
    answerRun(FAILED_RUN);
    const missing = problem(404, 'NOT_FOUND', 'There is no such thing');
    sidecar.answer({ 'GET /api/tests/44/files': missing, 'GET /api/tests/44/log': missing });
    renderApp({ path: '/tests/44?tab=files' });
    expect(await screen.findByText('Here will be the files of the run')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('say that they are not for everybody', async () => {
    sidecar.answer({ 'GET /api/tests/41': problem(403, 'AUTH_ROLE', 'Your role does not allow this') });
    renderApp({ path: '/tests/41', role: 'Viewer' });
    expect(await screen.findByRole('alert')).toHaveTextContent('What to do about AUTH_ROLE.');
  });
});
