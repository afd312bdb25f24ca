/** Writes docs/API.md from the API's contract: `npm run docs:api`. */
import { writeFileSync } from 'node:fs';

import { apiDocument } from './api-docs.ts';

writeFileSync(new URL('../docs/API.md', import.meta.url), await apiDocument());
