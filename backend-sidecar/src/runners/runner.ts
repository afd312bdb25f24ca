import type { GeneratorLoad } from '../contract/runs.ts';

/** What a runner is asked to do: everything is decided, nothing is looked up. */
export interface ExecutionPlan {
  readonly runId: number;
  /** The run's own directory, absolute; JMeter's working directory. */
  readonly directory: string;
  /** Names below that directory of everything that JMeter reads there: the script, its data, jars and properties. */
  readonly files: readonly string[];
  readonly scriptPath: string;
  readonly resultPath: string;
  readonly userCount: number;
  readonly durationSeconds: number;
  readonly rampUpSeconds: number;
  /** Jars and .properties files that came with the script, absolute; the run's own properties win over those. */
  readonly libraries: readonly string[];
  readonly propertyFiles: readonly string[];
  /** Further JMeter properties; the three of the load are passed beside them. */
  readonly properties: Readonly<Record<string, string>>;
  /** Loggers of JMeter that would write secrets into its log. */
  readonly quietLoggers?: readonly string[];
  /** Where JMeter writes failed requests, if it does: the runner keeps that file from filling its file system. */
  readonly failuresPath?: string;
  /** Handed over on standard input only: they stand in no argument, log or file. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** What was measured of the host that made the load. */
export type MeasuredGenerator = Pick<GeneratorLoad, 'samples' | 'clockJumpMs'>;

/** How an execution ended. `exitCode` is null when nobody could see it. */
export interface ExecutionEnd {
  readonly cause: 'exited' | 'lost';
  readonly exitCode: number | null;
  /** By the clock of the host that made the load. */
  readonly endedAtMs: number;
  /** Why it was lost, where that is known. */
  readonly why?: string;
}

/** One JMeter that runs or has run. */
export interface Execution {
  /** Resolves once JMeter said that its test began; undefined if it ended before that. */
  readonly loadStarted: Promise<number | undefined>;
  /** Resolves exactly once, when no process of it is left. */
  readonly ended: Promise<ExecutionEnd>;
  /** Climbs the ladder Shutdown → StopTestNow → SIGTERM → SIGKILL until it has ended. Safe to call again. */
  stop(): Promise<void>;
  /** What was measured of the generator, also by an earlier process of the sidecar; null where nothing was. */
  generator?(): Promise<MeasuredGenerator | null>;
  /** How far the clock of the host that makes the load is ahead of ours; 0 or left out where it is the same. */
  clockOffsetMs?(): number;
  /** Whether the result file is another than the one that was read while it grew: it must be read again. */
  hasReplacedResult?(): boolean;
}

/** One thing that must be right before a test can start. */
export interface ReadinessCheck {
  readonly name: string;
  readonly state: 'works' | 'warning' | 'fails';
  readonly detail: string;
}

/** What a host says of itself before it makes load. */
export interface Readiness {
  readonly checks: readonly ReadinessCheck[];
  readonly jmeterVersion: string | null;
}

/** A way to run JMeter. The contract is the same for every runner. */
export interface Runner {
  /** Version of the JMeter that would run. Throws RUN_JMETER_NOT_FOUND when there is none. */
  jmeterVersion(): Promise<string>;
  /** Whether a test can start now, and why not. Never throws for what the host lacks. */
  readiness(): Promise<Readiness>;
  /** Where JMeter shall write a run's failed requests, where that is not a path of this host. */
  failuresFile?(): string;
  start(plan: ExecutionPlan): Promise<Execution>;
  /** Takes over an execution that an earlier process of the sidecar started; null if none was ever started. */
  reattach(plan: ExecutionPlan): Promise<Execution | null>;
  /** The run is over and all of it is here: removes what was made elsewhere for it. Can be repeated. */
  cleanUp?(plan: ExecutionPlan): Promise<void>;
  /** Lets go of everything; JMeter goes on, and its end is never told. */
  close?(): void;
}
