// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

const base = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

const [[, swc]] = Object.entries(base.transform);

/** Dependencies whose releases are ES modules alone, beside those that Grafana's scaffold knows. */
const furtherESModules = [
  'd3-array',
  'd3-format',
  'd3-scale',
  'd3-time',
  'd3-time-format',
  'delaunator',
  'internmap',
  'robust-predicates',
];

module.exports = {
  // Jest configuration provided by Grafana scaffolding
  ...base,
  testEnvironment: '<rootDir>/tests/jsdom/environment.cjs',
  // Recent releases of d3's packages are `.mjs`, which the scaffold's pattern leaves out.
  transform: { '^.+\\.(mjs|(t|j)sx?)$': swc },
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, ...furtherESModules])],
  // The first test of a cold run transforms all of @grafana/ui.
  testTimeout: 30_000,
};
