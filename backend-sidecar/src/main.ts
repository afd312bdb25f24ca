import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';

import { readConfig } from './config/config.ts';
import { createSidecar } from './sidecar.ts';

/** Both from the sources and from dist/, the migrations and package.json lie one folder up. */
const packageUrl = new URL('../package.json', import.meta.url);

const config = readConfig(process.env);
const log = pino({
  level: config.logLevel,
  redact: ['req.headers["x-sidecar-key"]', '*.secrets', 'plan.secrets'],
});
const { version } = JSON.parse(readFileSync(packageUrl, 'utf8')) as { version: string };

const sidecar = await createSidecar({
  config,
  environment: process.env,
  migrationsDirectory: fileURLToPath(new URL('../migrations', import.meta.url)),
  version,
  log,
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
