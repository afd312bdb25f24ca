import { and, desc, eq, inArray } from 'drizzle-orm';

import type { Database } from './database.ts';
import { scriptRevisions, testRuns, testStatistics } from './schema.ts';

/** How many runs are looked at: labels that none of them had are forgotten. */
const PAST_RUNS = 20;
/** A test that makes up a label for each request has no list that anybody could read. */
const MOST_LABELS = 5000;

/** The labels that a script and past runs know. */
export class KnownLabelStore {
  constructor(private readonly db: Database) {}

  /** Names of samplers and transactions as written in the newest revision; none where its plan was not read yet. */
  ofScript(scriptId: number): string[] {
    const newest = this.db
      .select({ inventory: scriptRevisions.inventory })
      .from(scriptRevisions)
      .where(eq(scriptRevisions.scriptId, scriptId))
      .orderBy(desc(scriptRevisions.number))
      .limit(1)
      .get();
    return [...new Set(newest?.inventory?.labels.map(({ label }) => label))].slice(0, MOST_LABELS);
  }

  /** As they were counted: folded. */
  ofPastRuns(scenarioId: number): string[] {
    const runs = this.db
      .select({ id: testRuns.id })
      .from(testRuns)
      .where(and(eq(testRuns.scenarioId, scenarioId), eq(testRuns.kind, 'test'), eq(testRuns.status, 'completed')))
      .orderBy(desc(testRuns.id))
      .limit(PAST_RUNS)
      .all();
    const ids = runs.map(({ id }) => id);
    const { runId, scope, isTotal, label } = testStatistics;
    const rows = this.db
      .selectDistinct({ label })
      .from(testStatistics)
      .where(and(inArray(runId, ids), eq(scope, 'run'), eq(isTotal, false)))
      .limit(MOST_LABELS)
      .all();
    return rows.map((row) => row.label);
  }
}
