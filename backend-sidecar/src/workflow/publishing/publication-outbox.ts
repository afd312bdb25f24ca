import type { Logger } from 'pino';

import { confluenceClient } from '../../integrations/confluence/confluence-client.ts';
import { fault, type ConfluenceFault, type ConfluenceTarget } from '../../integrations/confluence/confluence-http.ts';
import type { PublicationRecord, PublicationStore } from '../../persistence/publication-store.ts';
import type { Clock } from '../clock.ts';
import { DueLine } from '../due-line.ts';
import type { PageSource } from './page-source.ts';
import { STEPS, type StepContext } from './publish-steps.ts';

/** Seconds until the next attempt; after the last it is given up, some ten hours after the first. */
const WAITS_SECONDS = [5, 15, 60, 300, 900, 1800, 3600, 7200, 21_600];
/** Another attempt would be refused as well; a wrong token, asked with again and again, locks its account. */
const FINAL: ReadonlyArray<ConfluenceFault['kind']> = ['credentials', 'forbidden', 'missing', 'too large', 'refused'];
/** Pictures are made while the report is: the page waits for them so long. */
const PICTURES_LIMIT_MS = 600_000;
const PICTURES_WAIT_MS = 10_000;
/** A page that is deleted while it is written is made anew once in one attempt. */
const MOST_STEPS = 12;

interface OutboxDeps {
  publications: PublicationStore;
  source: PageSource;
  /** Where reports are published to, or why they cannot be. */
  confluence: () => ConfluenceTarget | { readonly why: string };
  clock: Clock;
  log: Logger;
}

type Outcome = 'published' | 'superseded' | ConfluenceFault;

/** Carries reports to Confluence, one at a time. A crash at any point is made good by the next attempt. */
export class PublicationOutbox {
  private readonly line: DueLine<PublicationRecord>;

  constructor(private readonly deps: OutboxDeps) {
    const { publications, clock, log } = deps;
    this.line = new DueLine({
      firstDue: (nowMs) => publications.firstDue(nowMs),
      nextTryAtMs: () => publications.nextTryAtMs(),
      attempt: (row) => this.attempt(row),
      onFault: (error) => log.error({ err: error }, 'report not published'),
      clock,
    });
  }

  /** There is something to do, or there may be. */
  wake(): void {
    this.line.wake();
  }

  /** While nothing is being published. */
  meanwhile<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.line.inLine(() => work(this.line.signal));
  }

  /** Resolves when all was tried whose time had come. */
  settled(): Promise<void> {
    return this.line.settled();
  }

  /** Lets go; what is left over is done by a later sidecar. */
  stop(): Promise<void> {
    return this.line.stop();
  }

  private async attempt(row: PublicationRecord | undefined): Promise<void> {
    const { publications, clock, log } = this.deps;
    if (row === undefined || this.waitsForPictures(row)) {
      return;
    }
    const nextTryAtMs = clock() + 1000 * (WAITS_SECONDS[row.attempts] ?? 0);
    const begun = { state: 'publishing', attempts: row.attempts + 1, nextTryAtMs } as const;
    const noted = publications.advance(row, begun, clock());
    const outcome = noted === undefined ? 'superseded' : await this.carryOutOrSay(noted);
    if (outcome === 'published') {
      log.info({ reportId: row.reportId }, 'report published');
      publications.advance(row, { state: 'published', step: 'done', nextTryAtMs: null, error: null }, clock());
    } else if (outcome !== 'superseded') {
      this.noteFault(row, outcome, nextTryAtMs);
    }
  }

  private waitsForPictures(row: PublicationRecord): boolean {
    const { publications, source, clock } = this.deps;
    const nowMs = clock();
    const waits = nowMs - row.createdAtMs < PICTURES_LIMIT_MS && source.waitingPictures(row.reportId) > 0;
    if (waits) {
      publications.advance(row, { nextTryAtMs: nowMs + PICTURES_WAIT_MS }, nowMs);
    }
    return waits;
  }

  /** A fault of our own would come again: it is given up, and a person may try again. */
  private async carryOutOrSay(row: PublicationRecord): Promise<Outcome> {
    try {
      return await this.carryOut(row);
    } catch (error) {
      this.line.signal.throwIfAborted();
      this.deps.log.error({ err: error, reportId: row.reportId }, 'page not made');
      return fault('refused', 'The page could not be made; the sidecar’s log says why.').fault;
    }
  }

  /** Step by step; each is written down before the next begins. */
  private async carryOut(begun: PublicationRecord): Promise<Outcome> {
    const target = this.deps.confluence();
    if ('why' in target) {
      return fault('credentials', target.why).fault;
    }
    const { publications, source, clock } = this.deps;
    const context: StepContext = {
      client: confluenceClient(target),
      source,
      signal: this.line.signal,
      note: (row, change) => publications.advance(row, change, clock()),
    };
    return this.follow(begun, context, MOST_STEPS);
  }

  private async follow(row: PublicationRecord | undefined, context: StepContext, stepsLeft: number): Promise<Outcome> {
    if (row === undefined) {
      return 'superseded';
    }
    if (row.step === 'done') {
      return 'published';
    }
    const result = stepsLeft === 0 ? vanishing() : await this.take(row, row.step, context);
    if (result === 'superseded') {
      return result;
    }
    return result.kind === 'fault'
      ? result.fault
      : this.follow(context.note(row, result.change), context, stepsLeft - 1);
  }

  private async take(row: PublicationRecord, step: keyof typeof STEPS, context: StepContext) {
    try {
      return await STEPS[step](row, context);
    } catch (error) {
      if (isMissingFile(error)) {
        return fault('refused', 'A file of the report is not there any more: make the report again.');
      }
      throw error;
    }
  }

  private noteFault(row: PublicationRecord, { kind, why, retryAfterMs = 0 }: ConfluenceFault, nextTryAtMs: number) {
    const { publications, clock, log } = this.deps;
    const isGivenUp = FINAL.includes(kind) || WAITS_SECONDS[row.attempts] === undefined;
    log.warn({ reportId: row.reportId, why, isGivenUp }, 'report not published');
    const nextMs = Math.max(nextTryAtMs, clock() + retryAfterMs);
    publications.advance(
      row,
      isGivenUp
        ? { state: 'failed', error: why, nextTryAtMs: null }
        : { state: 'waiting', error: why, nextTryAtMs: nextMs },
      clock()
    );
  }
}

function vanishing() {
  return fault('failing', 'The page vanishes as soon as it is made.');
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
