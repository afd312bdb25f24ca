import { asc, count, eq, inArray, max } from 'drizzle-orm';

import { sloProblem, writeSlo } from '../comparison/slo-grammar.ts';
import type { ListQuery, Page } from '../contract/common.ts';
import {
  DEFAULT_APDEX,
  DEFAULT_JUDGEMENT,
  type Scenario,
  type ScenarioInput,
  type ScenarioLoad,
} from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { matches, orderBy, pageBounds, toPage } from './list-query.ts';
import { baselines, jmxScripts, scenarioLoads, scenarios, testRuns } from './schema.ts';
import { translateConflicts } from './sqlite-errors.ts';
import type { ScenarioConfig } from './stored-json.ts';
import { refuseIfUsed, type Use } from './uses.ts';

type Row = typeof scenarios.$inferSelect;
type Writer = Pick<Database, 'insert' | 'delete' | 'update'>;

const USES: readonly Use[] = [
  { noun: 'run', column: testRuns.scenarioId },
  { noun: 'baseline', column: baselines.scenarioId },
];

export class ScenarioStore {
  constructor(private readonly db: Database) {}

  /** In the order in which a batch runs them, unless sorted otherwise. */
  list(query: ListQuery): Page<Scenario> {
    const bounds = pageBounds(query);
    const where = matches(query.search, [scenarios.name, scenarios.displayName, scenarios.description]);
    const columns = { position: scenarios.position, name: scenarios.name, createdAtMs: scenarios.createdAtMs };
    const rows = this.db
      .select()
      .from(scenarios)
      .where(where)
      .orderBy(orderBy(query.sort, columns, 'position'), asc(scenarios.id))
      .limit(bounds.pageSize)
      .offset(bounds.offset)
      .all();
    const total = this.db.select({ n: count() }).from(scenarios).where(where).get();
    return toPage(this.withLoads(rows), bounds, total?.n ?? 0);
  }

  /** Every scenario, in the order in which a batch runs them. */
  all(): Scenario[] {
    const order = [asc(scenarios.position), asc(scenarios.id)];
    return this.withLoads(
      this.db
        .select()
        .from(scenarios)
        .orderBy(...order)
        .all()
    );
  }

  named(name: string): Scenario | undefined {
    const row = this.db.select({ id: scenarios.id }).from(scenarios).where(eq(scenarios.name, name)).get();
    return row === undefined ? undefined : this.find(row.id);
  }

  find(id: number): Scenario | undefined {
    return this.withLoads(this.db.select().from(scenarios).where(eq(scenarios.id, id)).all())[0];
  }

  get(id: number): Scenario {
    const scenario = this.find(id);
    if (scenario === undefined) {
      throw new AppError('NOT_FOUND', `scenario ${id}`);
    }
    return scenario;
  }

  create(input: ScenarioInput): Scenario {
    refuseNonsense(input);
    return translateConflicts(`scenario ${input.name}`, () =>
      this.db.transaction(
        (tx) => {
          const { id } = tx
            .insert(scenarios)
            .values({ ...toRow(input), position: input.position ?? this.nextPosition() })
            .returning({ id: scenarios.id })
            .get();
          saveLoads(tx, id, input.loads);
          return this.get(id);
        },
        { behavior: 'immediate' }
      )
    );
  }

  /** Replaces all of it: an optional field that is left out gets its default. Only the position then stays. */
  update(id: number, input: ScenarioInput): Scenario {
    this.get(id);
    refuseNonsense(input);
    return translateConflicts(`scenario ${input.name}`, () =>
      this.db.transaction(
        (tx) => {
          tx.update(scenarios)
            .set({ ...toRow(input), position: input.position })
            .where(eq(scenarios.id, id))
            .run();
          saveLoads(tx, id, input.loads);
          return this.get(id);
        },
        { behavior: 'immediate' }
      )
    );
  }

  delete(id: number): void {
    this.together(() => {
      const { name } = this.get(id);
      refuseIfUsed(this.db, { name: `scenario ${name}`, id, uses: USES, advice: 'archive it instead' });
      const ofIt = eq(jmxScripts.scenarioId, id);
      this.db.update(jmxScripts).set({ scenarioId: null, isDefault: false }).where(ofIt).run();
      this.db.delete(scenarios).where(eq(scenarios.id, id)).run();
    });
  }

  /** Several writes, all or none. */
  together<T>(work: () => T): T {
    return this.db.transaction(work, { behavior: 'immediate' });
  }

  private nextPosition(): number {
    const last = this.db
      .select({ position: max(scenarios.position) })
      .from(scenarios)
      .get()?.position;
    return last == null ? 0 : last + 1;
  }

  private withLoads(rows: Row[]): Scenario[] {
    const ids = rows.map((row) => row.id);
    const loads = this.db
      .select()
      .from(scenarioLoads)
      .where(inArray(scenarioLoads.scenarioId, ids))
      .orderBy(asc(scenarioLoads.testTypeId))
      .all();
    return rows.map((row) =>
      toScenario(
        row,
        loads.filter((load) => load.scenarioId === row.id).map(({ scenarioId: _scenarioId, ...load }) => load)
      )
    );
  }
}

/** SLOs that their fields allow and that no run could keep, or none break. */
function refuseNonsense({ slos }: ScenarioInput): void {
  slos.forEach((slo, index) => {
    const problem = sloProblem(slo);
    if (problem !== null) {
      throw new AppError('REQUEST_INVALID', `slos/${index}: ${problem}`);
    }
  });
}

function saveLoads(tx: Writer, scenarioId: number, loads: ScenarioLoad[]): void {
  tx.delete(scenarioLoads).where(eq(scenarioLoads.scenarioId, scenarioId)).run();
  if (loads.length > 0) {
    tx.insert(scenarioLoads)
      .values(loads.map((load) => ({ ...load, appliesLoad: load.appliesLoad ?? true, scenarioId })))
      .run();
  }
}

/** Columns of its own, and the rest as JSON. */
function toRow(input: ScenarioInput) {
  const { name, displayName, description, testType, environmentId, scriptId, cooldownSeconds, isActive } = input;
  const columns = { name, displayName, description, testType, environmentId, scriptId, cooldownSeconds, isActive };
  return { ...columns, autoPublish: input.autoPublish ?? null, config: toConfig(input) };
}

function toConfig(input: ScenarioInput): ScenarioConfig {
  return {
    version: 2,
    enabledThreadGroups: input.enabledThreadGroups,
    minimumSamples: input.minimumSamples,
    properties: input.properties,
    slos: input.slos,
    keyLabels: input.keyLabels,
    minimumDurationRatio: input.minimumDurationRatio ?? 0,
    failSeverity: input.failSeverity ?? 'major',
    excludedLabels: input.excludedLabels ?? [],
    labelFoldings: input.labelFoldings ?? [],
    windowTrimStartSeconds: input.windowTrimStartSeconds ?? null,
    windowTrimEndSeconds: input.windowTrimEndSeconds ?? 0,
    apdex: input.apdex ?? DEFAULT_APDEX,
    labelRenames: input.labelRenames ?? [],
    judgement: input.judgement ?? DEFAULT_JUDGEMENT,
  };
}

function toScenario({ config, ...row }: Row, loads: ScenarioLoad[]): Scenario {
  const { version: _version, ...fields } = config;
  const { apdex = DEFAULT_APDEX, labelRenames = [], judgement = DEFAULT_JUDGEMENT } = fields;
  return { ...row, ...fields, apdex, labelRenames, judgement, sloTexts: config.slos.map(writeSlo), loads };
}
