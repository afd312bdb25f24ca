import { screen, waitFor } from '@testing-library/react';
import type { ScenarioInput } from 'perftest-automation-sidecar/contract/scenarios';

import { makeScenario, makeScript, makeTestType, pageOf } from '../../test/factories';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';
import { toForm, toInput } from './scenario-form';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const JUDGEMENT = {
  tolerance: 0.2,
  toleranceMs: 20,
  floorRatio: 0.07,
  floorMs: 10,
  majorFrom: 0.1,
  criticalFrom: 0.25,
};
const APDEX = { satisfiedMs: 300, toleratedMs: 900, ofLabels: [{ pattern: 'TX *', satisfiedMs: 1, toleratedMs: 2 }] };

function answerScenario(scenario = makeScenario()) {
  sidecar.reset();
  sidecar.answer({
    'GET /api/scenarios/1': scenario,
    'GET /api/environments': pageOf([{ id: 1, name: 'staging', description: '' }]),
    'GET /api/scripts': pageOf([makeScript()]),
    'GET /api/test-types': [makeTestType()],
    'GET /api/tests': pageOf([]),
    'POST /api/slos/check': { results: [], labels: [] },
    'PUT /api/scenarios/1': scenario,
  });
}

function saved(): ScenarioInput | undefined {
  return sidecar.last('PUT', '/api/scenarios/1')?.body as ScenarioInput | undefined;
}

async function save(user: ReturnType<typeof renderApp>['user']) {
  await user.click(await screen.findByText('Save'));
}

describe('the rules of a scenario', () => {
  it('are saved as they were when something else was changed', () => {
    const rules = { apdex: APDEX, labelRenames: [{ from: 'Old', to: 'New' }], judgement: JUDGEMENT };
    expect(toInput(toForm(makeScenario(rules)), [])).toMatchObject(rules);
  });

  it('of a new scenario are the defaults of the verdict and of JMeter', () => {
    const { apdex, judgement, labelRenames } = toInput(toForm(null), []);
    expect(judgement).toEqual({ ...JUDGEMENT, floorRatio: 0.05 });
    expect(apdex).toEqual({ satisfiedMs: 500, toleratedMs: 1500, ofLabels: [] });
    expect(labelRenames).toEqual([]);
  });

  it('show percentages and their defaults, and go back to them', async () => {
    answerScenario(makeScenario({ judgement: JUDGEMENT }));
    const { user } = renderApp({ path: '/scenarios/1' });
    const floor = await screen.findByLabelText(/^Smallest regression.*Default 5 %/);
    expect(floor).toHaveValue(7);
    await user.click(screen.getByText('Back to the defaults'));
    expect(floor).toHaveValue(5);
    const tolerance = screen.getByLabelText(/^Tolerance ?A label/);
    await user.clear(tolerance);
    await user.type(tolerance, '12.5');
    await save(user);
    await waitFor(() => expect(saved()?.judgement).toEqual({ ...JUDGEMENT, floorRatio: 0.05, tolerance: 0.125 }));
  });

  it('are not saved when critical begins below major', async () => {
    answerScenario();
    const { user } = renderApp({ path: '/scenarios/1' });
    const critical = await screen.findByLabelText(/^Critical from/);
    await user.clear(critical);
    await user.type(critical, '5');
    await save(user);
    expect(await screen.findByText('Not below “major”')).toBeInTheDocument();
    expect(saved()).toBeUndefined();
  });

  it('take renamed labels', async () => {
    answerScenario();
    const { user } = renderApp({ path: '/scenarios/1' });
    await user.click(await screen.findByText('Add renamed label'));
    await user.type(screen.getByLabelText('Old name 1'), 'TX Pay');
    await user.type(screen.getByLabelText('New name 1'), 'Pay');
    await save(user);
    await waitFor(() => expect(saved()?.labelRenames).toEqual([{ from: 'TX Pay', to: 'Pay' }]));
  });

  it('take APDEX thresholds of some labels, the second time above the first', async () => {
    answerScenario(
      makeScenario({ apdex: { ...APDEX, ofLabels: [{ pattern: 'TX *', satisfiedMs: 500, toleratedMs: 40 }] } })
    );
    const { user } = renderApp({ path: '/scenarios/1' });
    await user.type(await screen.findByLabelText('Labels 1'), '!');
    await save(user);
    expect(await screen.findByText(/the second above the first$/)).toBeInTheDocument();
    expect(saved()).toBeUndefined();

    await user.type(screen.getByLabelText('Tolerated to, labels 1'), '00');
    await save(user);
    await waitFor(() =>
      expect(saved()?.apdex?.ofLabels).toEqual([{ pattern: 'TX *!', satisfiedMs: 500, toleratedMs: 4000 }])
    );
  });

  it('can only be looked at by a Viewer', async () => {
    answerScenario(makeScenario({ judgement: JUDGEMENT, apdex: APDEX }));
    renderApp({ path: '/scenarios/1', role: 'Viewer' });
    expect(await screen.findByLabelText(/^Critical from/)).toBeDisabled();
    expect(screen.getByLabelText('Labels 1')).toBeDisabled();
    expect(screen.queryByText(/Back to the defaults|Add renamed|Add thresholds/)).not.toBeInTheDocument();
  });
});
