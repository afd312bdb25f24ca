import type { Settings } from '../config/settings.ts';
import type { Setup, SetupStep } from '../contract/system.ts';
import { AppError } from '../kernel/errors.ts';
import type { DashboardStore } from '../persistence/dashboard-store.ts';
import type { NameStore } from '../persistence/name-store.ts';
import type { Clock } from './clock.ts';

interface Deps {
  settings: Settings;
  names: NameStore;
  dashboard: DashboardStore;
  /** Throws where no JMeter is found. */
  jmeterVersion: () => Promise<string>;
  clock: Clock;
}

/** What is still to be done between the installation and the first green test. */
export class SetupChecklist {
  constructor(private readonly deps: Deps) {}

  async read(): Promise<Setup> {
    const { names } = this.deps;
    const steps = [
      step('sidecar', true, 'It runs and answers.'),
      await this.jmeter(),
      this.grafana(),
      this.influx(),
      step('environment', names.environments().length > 0, 'A system under test with its host and its queue.'),
      step('script', names.scripts().length > 0, 'A test plan of JMeter (.jmx) with its data files.'),
      step('scenario', names.scenarios().length > 0, 'A script with users and duration for each type of test.'),
      this.passedRun(),
    ];
    return { steps, isDone: steps.every(({ state }) => state !== 'open') };
  }

  private async jmeter(): Promise<SetupStep> {
    try {
      return step('jmeter', true, `Apache JMeter ${await this.deps.jmeterVersion()} was found.`);
    } catch (error) {
      return step('jmeter', false, error instanceof AppError ? `${error.message}.` : 'It could not be started.');
    }
  }

  private grafana(): SetupStep {
    const { settings } = this.deps;
    if (settings.text('grafana.url') === null) {
      return step('grafana', false, 'Without its address nobody’s identity is verified.');
    }
    const isTokenSet = settings.isSet('grafana.token');
    return isTokenSet
      ? step('grafana', true, 'Its address and a token are set: runs are marked on its graphs.')
      : {
          id: 'grafana',
          state: 'optional',
          sentence: 'Its address is set; with a token runs are marked on its graphs.',
        };
  }

  private influx(): SetupStep {
    return this.deps.settings.text('influxdb.url') === null
      ? {
          id: 'influxdb',
          state: 'optional',
          sentence: 'Live figures also in Grafana’s own graphs; exact ones come without.',
        }
      : step('influxdb', true, 'Runs write their live figures there.');
  }

  private passedRun(): SetupStep {
    const { passed, failed, inconclusive } = this.deps.dashboard.stats(this.deps.clock());
    if (passed > 0) {
      return step('run', true, 'A test has passed.');
    }
    return step(
      'run',
      false,
      failed + inconclusive > 0
        ? 'Tests have ended, none has passed yet. A first run can pass once its scenario has SLOs; later ones are compared.'
        : 'One short test from beginning to end. Give its scenario an SLO, so that even the first can pass.'
    );
  }
}

function step(id: SetupStep['id'], isDone: boolean, sentence: string): SetupStep {
  return { id, state: isDone ? 'done' : 'open', sentence };
}
