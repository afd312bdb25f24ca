import type { SetupStep } from 'perftest-automation-sidecar/contract/system';
import type { Role } from 'perftest-automation-sidecar/contract/common';

import { paths } from '../../shared/paths';

interface StepPlace {
  title: string;
  /** The place where it is done, and who may. */
  link?: { text: string; href: string; role: Role };
}

export const STEP_PLACES: Record<SetupStep['id'], StepPlace> = {
  sidecar: { title: 'Sidecar' },
  jmeter: {
    title: 'JMeter',
    link: { text: 'Set JMeter’s place', href: paths.settings('runner'), role: 'Admin' },
  },
  grafana: {
    title: 'Grafana’s address and token',
    link: { text: 'Connect Grafana', href: paths.settings('grafana'), role: 'Admin' },
  },
  influxdb: {
    title: 'InfluxDB',
    link: { text: 'Connect InfluxDB', href: paths.settings('influxdb'), role: 'Admin' },
  },
  environment: {
    title: 'Environment',
    link: { text: 'New environment', href: paths.newEnvironment(), role: 'Editor' },
  },
  script: { title: 'Script', link: { text: 'Upload a script', href: paths.scripts(), role: 'Editor' } },
  scenario: { title: 'Scenario', link: { text: 'New scenario', href: paths.newScenario(), role: 'Editor' } },
  run: { title: 'First test that passes', link: { text: 'Run tests', href: paths.runTests(), role: 'Editor' } },
};
