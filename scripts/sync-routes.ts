/** Writes the routes of plugin.json from the API's contract: `npm run sync:routes`. */
import { readFileSync, writeFileSync } from 'node:fs';

import { proxyRoutes } from './proxy-routes.ts';

const pluginJsonPath = new URL('../plugin.json', import.meta.url);
const pluginJson = JSON.parse(readFileSync(pluginJsonPath, 'utf8')) as Record<string, unknown>;
writeFileSync(pluginJsonPath, `${JSON.stringify({ ...pluginJson, routes: proxyRoutes() }, null, 2)}\n`);
