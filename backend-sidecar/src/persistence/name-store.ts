import { asc } from 'drizzle-orm';

import type { Database } from './database.ts';
import { environments, jmxScripts, scenarios, testTypes } from './schema.ts';

export interface Named {
  id: number;
  name: string;
}

/** What people call the things that a scenario refers to. */
export class NameStore {
  constructor(private readonly db: Database) {}

  environments(): Named[] {
    const { id, name } = environments;
    return this.db.select({ id, name }).from(environments).orderBy(asc(id)).all();
  }

  /** Several scripts may bear one name. */
  scripts(): Named[] {
    const { id, name } = jmxScripts;
    return this.db.select({ id, name }).from(jmxScripts).orderBy(asc(id)).all();
  }

  /** In the order in which a batch runs them. */
  scenarios(): Named[] {
    const { id, name, position } = scenarios;
    return this.db.select({ id, name }).from(scenarios).orderBy(asc(position), asc(id)).all();
  }

  /** In the order in which a batch runs them. */
  testTypes(): Named[] {
    const { id, name, position } = testTypes;
    return this.db.select({ id, name }).from(testTypes).orderBy(asc(position), asc(id)).all();
  }
}
