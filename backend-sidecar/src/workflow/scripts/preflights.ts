import { dirname, join } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { Preflight, PreflightFinding, PreflightQuery } from '../../contract/preflight.ts';
import type { PlannedRun } from '../../contract/runs.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { PreflightInflux } from '../../scripts/preflight-findings-influx.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore, StoredRevision } from '../../persistence/script-store.ts';
import { isCurrent, type PlanInventory } from '../../scripts/plan-inventory.ts';
import { planLoad, type WantedLoad } from '../../scripts/plan-load.ts';
import { preflight } from '../../scripts/preflight.ts';
import type { InfluxTargets } from '../influxdb/influx-targets.ts';
import { exampleValues } from './placeholder-values.ts';
import { companionProperties } from './companion-properties.ts';
import { findFileOf, type CompanionLines } from './companion-lines.ts';
import { readScript } from './script-reader.ts';

/** What JMeter can load here: its version, and which classes it has. */
export interface JMeterClasses {
  readonly version: string;
  readonly classes: { has(name: string): boolean };
}

interface PreflightsDeps {
  scripts: ScriptStore;
  scenarios: ScenarioStore;
  environments: EnvironmentStore;
  files: DataDirectory;
  companionLines: CompanionLines;
  influxTargets: InfluxTargets;
  /** With the jars that lie beside the script; null when no JMeter was found. */
  jmeterClasses: (jarPaths: readonly string[]) => Promise<JMeterClasses | null>;
}

/** A run that is planned, as far as its script can tell what will become of it. */
export interface PlannedScriptRun {
  revisionId: number;
  environmentId: number;
  enabledThreadGroups: readonly string[] | null;
  /** null = the script's own schedule. */
  load: WantedLoad | null;
  isSmoke: boolean;
  properties: Readonly<Record<string, string>>;
}

/** What scripts are and what runs of them will do. */
export class Preflights {
  constructor(private readonly deps: PreflightsDeps) {}

  /** Everything about a revision, with what scenario, test type, environment and load of the query give. */
  async read(scriptId: number, query: PreflightQuery): Promise<Preflight> {
    const { scripts, scenarios, environments } = this.deps;
    const revision = scripts.revision(scriptId, query.revision);
    const scenario = query.scenarioId === undefined ? undefined : scenarios.get(query.scenarioId);
    const load = scenario?.loads.find(({ testTypeId }) => testTypeId === query.testTypeId);
    const environmentId = query.environmentId ?? scenario?.environmentId;
    const environment = environmentId === undefined ? undefined : environments.get(environmentId);
    const wanted = wantedLoad(load?.appliesLoad === false ? undefined : load, query);
    const passed = wanted === null && load !== undefined ? loadProperties(load) : {};
    return this.look(revision, {
      enabledThreadGroups: scenario?.enabledThreadGroups ?? null,
      load: wanted,
      properties: { ...environment?.properties, ...scenario?.properties, ...load?.properties, ...passed },
      secretNames: environment?.secretNames ?? [],
      influxDb: environmentId === undefined ? null : this.influxOf(environmentId),
    });
  }

  /** What a run that is asked for will meet: what each group gets, why it cannot start, what is not as it should be. */
  async ofRun(run: PlannedScriptRun): Promise<{
    groups: PlannedRun['groups'];
    problems: string[];
    warnings: PreflightFinding[];
  }> {
    const revision = this.deps.scripts.revisionById(run.revisionId);
    const { secretNames } = this.deps.environments.get(run.environmentId);
    const inventory = await this.inventory(revision);
    const properties = {
      ...(await this.ofCompanions(revision)),
      ...run.properties,
      ...Object.fromEntries(secretNames.map((name) => [name, ''])),
    };
    const { groups, problems } = planLoad({
      ...{ inventory, load: run.load, isSmoke: run.isSmoke, properties },
      enabledThreadGroups: run.enabledThreadGroups ?? undefined,
      placeholders: exampleValues(run.properties, run.load),
    });
    const report = await this.look(revision, {
      ...{ ...run, properties: run.properties, secretNames },
      influxDb: run.isSmoke ? null : this.influxOf(run.environmentId),
    });
    return {
      groups: groups.filter(({ willRun }) => willRun).map(({ name, load }) => ({ name, load })),
      problems: [...problems, ...unfilled(report)],
      warnings: report.findings.filter(({ severity }) => severity !== 'info'),
    };
  }

  private async look(
    revision: StoredRevision,
    scope: Pick<PlannedScriptRun, 'enabledThreadGroups' | 'load' | 'properties'> & {
      secretNames: readonly string[];
      influxDb: PreflightInflux | null;
    }
  ): Promise<Preflight> {
    const { files, companionLines, jmeterClasses } = this.deps;
    const folder = files.absolute(revision.directory);
    const jars = revision.files.filter(({ kind }) => kind === 'jar').map(({ name }) => join(folder, name));
    const [inventory, properties, lines, jmeter] = await Promise.all([
      this.inventory(revision),
      this.ofCompanions(revision),
      companionLines.of(revision),
      jmeterClasses(jars),
    ]);
    return preflight({
      inventory,
      revisionNumber: revision.number,
      enabledThreadGroups: scope.enabledThreadGroups ?? undefined,
      load: scope.load,
      properties: { ...properties, ...scope.properties },
      placeholders: exampleValues(scope.properties, scope.load),
      secretNames: scope.secretNames,
      findFile: findFileOf(lines, dirname(revision.fileName)),
      knownClasses: jmeter?.classes ?? null,
      jmeterVersion: jmeter?.version ?? null,
      influxDb: scope.influxDb,
    });
  }

  private influxOf(environmentId: number): PreflightInflux | null {
    const choice = this.deps.influxTargets.ofEnvironment(environmentId);
    if (choice.kind !== 'chosen') {
      return choice.kind === 'faulty' ? { kind: 'faulty', why: choice.why } : null;
    }
    const { credentials: _secret, ...place } = choice.target;
    return { kind: 'chosen', place };
  }

  private ofCompanions(revision: StoredRevision): Promise<Record<string, string>> {
    return companionProperties(revision, this.deps.files.absolute(revision.directory));
  }

  /** As it was stored at the upload; read anew for a revision that an older sidecar stored. */
  async inventory(revision: StoredRevision): Promise<PlanInventory> {
    if (revision.inventory !== null && isCurrent(revision.inventory)) {
      return revision.inventory;
    }
    const { scripts, files } = this.deps;
    const { inventory } = await readScript(join(files.absolute(revision.directory), revision.fileName));
    scripts.saveInventory(revision.id, inventory);
    return inventory;
  }
}

/** The copy cannot be made without these, so the run must not be started. */
function unfilled({ findings }: Preflight): string[] {
  const codes = ['placeholder-missing', 'placeholder-secret'];
  return findings.filter(({ code }) => codes.includes(code)).map(({ text }) => text);
}

/** JMeter is told the load of every run, also where the script's own schedule stays. */
function loadProperties({ userCount, durationSeconds, rampUpSeconds }: WantedLoad): Record<string, string> {
  return { threads: String(userCount), duration: String(durationSeconds), rampup: String(rampUpSeconds) };
}

/** What the query gives wins over what the scenario says; without users and duration there is no load to give. */
function wantedLoad(planned: WantedLoad | undefined, query: PreflightQuery): WantedLoad | null {
  const userCount = query.userCount ?? planned?.userCount;
  const durationSeconds = query.durationSeconds ?? planned?.durationSeconds;
  const rampUpSeconds = query.rampUpSeconds ?? planned?.rampUpSeconds ?? 0;
  return userCount === undefined || durationSeconds === undefined
    ? null
    : { userCount, durationSeconds, rampUpSeconds };
}
