#!/usr/bin/env -S node --v8-pool-size=1
// The collector's threads come from this pool: with Node's four, the main thread and JMeter waited for a core.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';

import { readConfig } from './config/config.ts';
import { withSecretFiles } from './config/secret-files.ts';
import { createSidecar } from './sidecar.ts';

/** Both from the sources and from dist/, the migrations and package.json lie one folder up. */
const packageUrl = new URL('../package.json', import.meta.url);

const USAGE = `perftest-sidecar: the service behind the Grafana plugin Performance Test Automation

It takes no arguments but --version and --help: everything is in its environment, see .env.example.
`;
const { version } = JSON.parse(readFileSync(packageUrl, 'utf8')) as { version: string };
const [argument] = process.argv.slice(2);
if (argument !== undefined) {
  process.stdout.write(argument === '--version' ? `${version}\n` : USAGE);
  process.exit(['--version', '--help'].includes(argument) ? 0 : 2);
}

const environment = withSecretFiles(process.env);
const config = readConfig(environment);
const log = pino({
  level: config.logLevel,
  redact: ['req.headers["x-sidecar-key"]', '*.secrets', 'plan.secrets'],
});

const sidecar = await createSidecar({
  config,
  environment,
  migrationsDirectory: fileURLToPath(new URL('../migrations', import.meta.url)),
  version,
  log,
}).catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'the sidecar could not start');
  process.exit(1);
});

closeWithGrace({ delay: 20_000, logger: { error: (error) => log.error(error) } }, async ({ err, signal }) => {
  if (err !== undefined) {
    log.fatal({ err }, 'sidecar fails');
  }
  log.info({ signal }, 'sidecar stops; running tests go on');
  await sidecar.stop();
});

const address = await sidecar.start();
log.info({ address, dataDirectory: config.dataDirectory, version }, 'sidecar listens');
