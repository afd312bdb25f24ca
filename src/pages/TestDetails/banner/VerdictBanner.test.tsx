import { screen, waitFor, within } from '@testing-library/react';
import type { Verdict } from 'perftest-automation-sidecar/contract/verdict';

import { makeDecision, makeEvidence, makeHistoryReference, makeImportedRun } from '../../../test/analysis-factories';
import { makeBatch, makeComparison, makeRun, makeVerdict } from '../../../test/factories';
import { problem } from '../../../test/fake-sidecar';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';
import { answerRun } from '../answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

function makeInconclusive(overrides: Partial<Verdict> = {}) {
  const verdict = makeVerdict({
    outcome: 'inconclusive',
    sentence: 'Inconclusive: the generator was busy.',
    reasons: [{ code: 'run-invalid', label: null, text: 'The generator’s CPU was at 97 % for 4 minutes.' }],
    validity: { isValid: false, findings: ['The generator’s CPU was at 97 % for 4 minutes.'] },
    ...overrides,
  });
  return makeRun({ outcome: 'inconclusive', verdict });
}

describe('the banner of a run', () => {
  it('says in one line that it is valid, what it was compared with and what stays invisible', async () => {
    const comparisons = ['Search', 'Pay'].map((label) =>
      makeComparison({ label, state: 'unchanged', evidence: makeEvidence({ smallestVisibleRatio: 0.094 }) })
    );
    answerRun(makeRun({ verdict: makeVerdict({ reference: makeHistoryReference(), comparisons }) }));
    renderApp({ path: '/tests/41' });
    const line = await screen.findByText(/^Valid;/);
    expect(line).toHaveTextContent(
      'Valid; compared with the last 3 accepted runs (40, 38, 37); a change below 9 % stays invisible on 2 of 2 labels.'
    );
    expect(within(line).getByRole('link', { name: 'Run 38' })).toHaveAttribute(
      'href',
      expect.stringMatching(/\/tests\/38$/)
    );
  });

  it('shows drifts and a run that may not belong to the history', async () => {
    const verdict = makeVerdict({
      drifts: [
        { label: 'Search', kind: 'sample', sinceRunId: 12, changeRatio: 0.22, isNotable: true },
        { label: 'Pay', kind: 'sample', sinceRunId: 12, changeRatio: 0.02, isNotable: false },
      ],
      suspiciousRunId: 37,
    });
    answerRun(makeRun({ verdict }));
    sidecar.answer({ 'PUT /api/tests/37/decision': {} });
    const { user } = renderApp({ path: '/tests/41' });
    expect(await screen.findByText(/Search has changed by/)).toHaveTextContent('+22% in small steps since run 12');
    expect(screen.queryByText(/Pay has changed/)).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Quarantine run 37' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: /^Reason/ }), 'one slow disk');
    await user.click(within(dialog).getByRole('button', { name: 'Quarantine' }));
    await waitFor(() =>
      expect(sidecar.last('PUT', '/api/tests/37/decision')?.body).toEqual({
        decision: 'quarantined',
        reason: 'one slow disk',
      })
    );
  });

  it('lets an editor accept a run with a reason, and keeps who decided what before', async () => {
    const decisions = [
      makeDecision({ decision: 'quarantined', reason: 'looks odd', by: 'ben' }),
      makeDecision({ reason: 'new index', atMs: 1 }),
    ];
    answerRun(makeRun({ decision: 'quarantined', decisions }));
    sidecar.answer({ 'PUT /api/tests/41/decision': {} });
    const { user } = renderApp({ path: '/tests/41' });
    const part = await screen.findByRole('group', { name: 'As a reference for later runs' });
    expect(within(part).getByText(/looks odd/)).toHaveTextContent(/Quarantined by ben .*: looks odd/);
    expect(within(part).getByText('One earlier decision')).toBeInTheDocument();
    expect(within(part).queryByRole('button', { name: 'Quarantine' })).not.toBeInTheDocument();

    await user.click(within(part).getByRole('button', { name: 'Accept' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Accept' }));
    expect(await within(dialog).findByText('Say why: others will ask')).toBeInTheDocument();
    await user.type(within(dialog).getByRole('textbox', { name: /^Reason/ }), 'the feature is worth it');
    await user.click(within(dialog).getByRole('button', { name: 'Accept' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(sidecar.last('PUT', '/api/tests/41/decision')?.body).toEqual({
      decision: 'accepted',
      reason: 'the feature is worth it',
    });
  });

  it('says why a decision was not saved, and keeps the reason', async () => {
    answerRun();
    sidecar.answer({ 'PUT /api/tests/41/decision': problem(409, 'CONFLICT', 'Somebody else decided') });
    const { user } = renderApp({ path: '/tests/41' });
    await user.click(await screen.findByRole('button', { name: 'Reject' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: /^Reason/ }), 'broken data');
    await user.click(within(dialog).getByRole('button', { name: 'Reject' }));
    expect(await within(dialog).findByText(/Somebody else decided/)).toBeInTheDocument();
    expect(within(dialog).getByRole('textbox', { name: /^Reason/ })).toHaveValue('broken data');
  });

  it('of an inconclusive run says what to do, and queues more of it with the same load and script', async () => {
    answerRun(makeInconclusive());
    sidecar.answer({ 'POST /api/batches': makeBatch({ id: 8 }), 'GET /api/batches/8': makeBatch({ id: 8 }) });
    const { user } = renderApp({ path: '/tests/41' });
    const part = await screen.findByRole('group', { name: 'What to do' });
    expect(part).toHaveTextContent('mend it, then run again');
    expect(within(part).getByRole('button', { name: 'Run again' })).toBeInTheDocument();
    await user.click(within(part).getByRole('button', { name: 'Run 3 more' }));
    await user.click(await screen.findByRole('button', { name: 'Queue 3 runs' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/queue/batches/8'));
    expect(sidecar.last('POST', '/api/batches')?.body).toMatchObject({
      versionId: 3,
      smoke: false,
      runs: [{ scenarioId: 1, testTypeId: 1, userCount: 25, scriptId: 2, revisionNumber: 1, repeats: 3 }],
    });
  });

  it('offers as many runs as the undecided label needs', async () => {
    const verdict = {
      reasons: [{ code: 'label-inconclusive' as const, label: 'Search', text: 'Search is undecided.' }],
      validity: { isValid: true, findings: [] },
      comparisons: [makeComparison({ state: 'inconclusive', evidence: makeEvidence({ moreRunsNeeded: 5 }) })],
    };
    answerRun(makeInconclusive(verdict));
    renderApp({ path: '/tests/41' });
    expect(await screen.findByText(/5 more runs of this version would probably decide/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Run 5 more' })).toBeInTheDocument();
  });

  it('offers a viewer nothing that would be refused', async () => {
    answerRun(makeInconclusive());
    renderApp({ path: '/tests/41', role: 'Viewer' });
    expect(await screen.findByText(/mend it, then run again/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Run 3 more' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Accept' })).not.toBeInTheDocument();
  });

  it('does not offer to run an imported result again', async () => {
    answerRun(makeImportedRun({ verdict: makeInconclusive().verdict }));
    renderApp({ path: '/tests/41' });
    expect(await screen.findByText(/mend it, then run again/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Run again' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Accept' })).toBeInTheDocument();
  });
});
