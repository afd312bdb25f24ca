import { stat } from 'node:fs/promises';

import type { Logger } from 'pino';

import type { Settings } from '../../config/settings.ts';
import type {
  BuiltInTemplate,
  AutoPublish,
  ConfluenceSpace,
  Publication,
  PublishInput,
  PublishPreview,
  PublishTemplate,
  PublishTemplateInput,
} from '../../contract/publishing.ts';
import type { Report } from '../../contract/reports.ts';
import type { VerdictOutcome } from '../../contract/verdict.ts';
import { confluenceClient, type ConfluenceClient } from '../../integrations/confluence/confluence-client.ts';
import type { ConfluenceAnswer } from '../../integrations/confluence/confluence-http.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AuditStore } from '../../persistence/audit-store.ts';
import type { BatchStore } from '../../persistence/batch-store.ts';
import type { PublicationRecord, PublicationStore, WantedPublication } from '../../persistence/publication-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import { hasMark } from '../../reports/confluence/marked-section.ts';
import { previewHtml } from '../../reports/confluence/preview-html.ts';
import { BLOCK_VARIABLES, DEFAULT_TEMPLATE, problemsOf, TEXT_VARIABLES } from '../../reports/confluence/template.ts';
import type { Clock } from '../clock.ts';
import { confluenceTarget } from './confluence-target.ts';
import { PageSource, type PageSourceDeps } from './page-source.ts';
import { PublicationOutbox } from './publication-outbox.ts';

interface PublishingDeps extends PageSourceDeps {
  publications: PublicationStore;
  auditStore: AuditStore;
  runs: RunStore;
  scenarios: ScenarioStore;
  batchStore: BatchStore;
  settings: Settings;
  clock: Clock;
  log: Logger;
}

const BY_ITSELF = 'Performance Test Automation';
const PREVIEW_LIMIT_MS = 10_000;
const ALL: readonly VerdictOutcome[] = ['passed', 'failed', 'inconclusive'];
const OUTCOMES: Readonly<Record<string, readonly VerdictOutcome[]>> = {
  all: ALL,
  'not passed': ['failed', 'inconclusive'],
  failed: ['failed'],
  passed: ['passed'],
};

type Choice = Pick<WantedPublication, 'spaceKey' | 'parentPageId' | 'templateId' | 'title'>;

/** Reports as pages of Confluence: previewed, published by hand or by themselves, each on one page. */
export class Publishing {
  private readonly source: PageSource;
  private readonly outbox: PublicationOutbox;

  constructor(private readonly deps: PublishingDeps) {
    this.source = new PageSource(deps);
    this.outbox = new PublicationOutbox({ ...deps, source: this.source, confluence: () => this.target() });
  }

  /** Goes on with what an earlier sidecar began and what waits. */
  start(): void {
    const { publications, clock } = this.deps;
    publications.resume(clock());
    this.outbox.wake();
  }

  settled(): Promise<void> {
    return this.outbox.settled();
  }

  stop(): Promise<void> {
    return this.outbox.stop();
  }

  status(reportId: number): Publication | null {
    this.deps.reports.row(reportId);
    const row = this.deps.publications.find(reportId);
    return row === undefined ? null : toPublication(row);
  }

  async spaces(signal: AbortSignal = AbortSignal.timeout(PREVIEW_LIMIT_MS * 3)): Promise<ConfluenceSpace[]> {
    return expectDone(await this.expectClient().spaces(signal));
  }

  /** It is wanted from now on; the page follows. */
  async publish(reportId: number, input: PublishInput, requestedBy: string): Promise<Publication> {
    this.expectClient();
    this.expectReady(reportId);
    const row = await this.knownPage(reportId, input);
    const wanted = this.wanted(reportId, input, row);
    if (wanted.spaceKey === '') {
      throw new AppError('REQUEST_INVALID', 'no space is chosen, and the settings name none');
    }
    return this.want({ ...wanted, requestedBy });
  }

  /**
   * A report that was made by itself. It is said in the same turn of the event loop in which the report is ready.
   */
  reportMade(report: Report): void {
    const { outcome } = report;
    const chosen = this.autoPublish(report);
    if (outcome === null || !(chosen?.outcomes ?? this.outcomesOfSettings(report)).includes(outcome)) {
      return;
    }
    const target = this.target();
    const wanted = { ...this.wanted(report.id, {}, undefined), requestedBy: BY_ITSELF };
    const why = 'why' in target ? target.why : wanted.spaceKey === '' ? 'The settings name no space.' : null;
    if (why === null) {
      this.want(wanted);
      this.noteByItself(wanted, said(report, chosen));
      return;
    }
    const { publications, clock, log } = this.deps;
    const row = publications.want(wanted, clock());
    publications.advance(row, { state: 'failed', error: why, nextTryAtMs: null }, clock());
    log.warn({ reportId: report.id, why }, 'report not published');
  }

  async preview(reportId: number, input: PublishInput): Promise<PublishPreview> {
    const row = this.deps.publications.find(reportId);
    const choice = this.wanted(reportId, input, row);
    const { section } = this.source.page(reportId, choice.templateId);
    const files = await Promise.all(this.source.files(reportId).map((file) => this.sizeOf(file)));
    const { pageId, problems } = await this.look(reportId, choice, row);
    const lost = files
      .filter(({ sizeBytes }) => sizeBytes === null)
      .map(({ fileName }) => `The file ${fileName} is gone: make the report again.`);
    return {
      ...{ title: choice.title, spaceKey: choice.spaceKey, parentPageId: choice.parentPageId, pageId },
      ...{ storage: section, html: previewHtml(section), labels: this.source.labels(reportId) },
      attachments: files.map(({ fileName, sizeBytes }) => ({ fileName, sizeBytes: sizeBytes ?? 0 })),
      problems: [...problems, ...lost],
    };
  }

  listTemplates(): PublishTemplate[] {
    return this.deps.templates.list();
  }

  builtInTemplate(): BuiltInTemplate {
    return { ...DEFAULT_TEMPLATE, texts: variablesOf(TEXT_VARIABLES), blocks: variablesOf(BLOCK_VARIABLES) };
  }

  createTemplate(input: PublishTemplateInput): PublishTemplate {
    return this.deps.templates.create(expectTemplate(input));
  }

  updateTemplate(id: number, input: PublishTemplateInput): PublishTemplate {
    return this.deps.templates.update(id, expectTemplate(input));
  }

  /** @returns what it was */
  deleteTemplate(id: number): PublishTemplate {
    const template = this.deps.templates.get(id);
    this.deps.templates.delete(id);
    return template;
  }

  /** In the same turn of the event loop in which it is wanted. */
  private noteByItself({ reportId, title, spaceKey }: WantedPublication, rule: string): void {
    const { auditStore, clock } = this.deps;
    auditStore.append({
      ...{ atMs: clock(), person: BY_ITSELF, role: 'by itself', before: null, after: null },
      ...{ action: 'report published', subject: `report ${reportId}`, detail: `${title}, space ${spaceKey}; ${rule}` },
    });
  }

  private want(wanted: WantedPublication): Publication {
    const { publications, clock } = this.deps;
    const row = publications.want(wanted, clock());
    this.outbox.wake();
    return toPublication(row);
  }

  /**
   * Where a first attempt may have made a page whose number never arrived, and another place or title is wanted now, it
   * is looked for under the former title: a second page would be made otherwise.
   */
  private async knownPage(reportId: number, input: PublishInput): Promise<PublicationRecord | undefined> {
    const { publications, clock } = this.deps;
    const row = publications.find(reportId);
    const isDoubtful = row !== undefined && row.pageId === null && row.attempts > 0;
    if (!isDoubtful || !isElsewhere(this.wanted(reportId, input, row), row)) {
      return row;
    }
    return this.outbox.meanwhile(async (signal) => {
      const present = publications.find(reportId);
      if (present === undefined || present.pageId !== null) {
        return present;
      }
      const found = await this.expectClient().findPage(present, signal);
      if (found.kind === 'fault' && found.fault.kind === 'missing') {
        return present;
      }
      const page = expectDone(found);
      const isOurs = page !== null && hasMark(page.storage, this.source.key(reportId));
      return isOurs ? publications.advance(present, { pageId: page.id, url: page.url }, clock()) : present;
    });
  }

  private wanted(
    reportId: number,
    input: PublishInput,
    row: PublicationRecord | undefined
  ): Omit<WantedPublication, 'requestedBy'> {
    const { settings, reports } = this.deps;
    const chosen = this.autoPublish(reports.get(reportId));
    const hasPage = row !== undefined && row.pageId !== null;
    if (hasPage && input.spaceKey !== undefined && input.spaceKey !== row.spaceKey) {
      throw new AppError(
        'CONFLICT_STATE',
        `the report has its page in the space ${row.spaceKey}; move it in Confluence`
      );
    }
    const former = hasPage ? row : undefined;
    const templateId = input.templateId ?? row?.templateId ?? chosen?.templateId ?? null;
    if (input.templateId !== undefined) {
      this.deps.templates.get(input.templateId);
    }
    return {
      reportId,
      // A page that is there keeps its title and place, unless a person wants another title.
      step: hasPage && input.title === undefined ? 'attachments' : 'page',
      spaceKey: former?.spaceKey ?? input.spaceKey ?? chosen?.spaceKey ?? settings.text('confluence.spaceKey') ?? '',
      parentPageId:
        former?.parentPageId ?? input.parentPageId ?? chosen?.parentPageId ?? settings.text('confluence.parentPageId'),
      templateId,
      title: input.title?.trim() || (former?.title ?? this.source.title(reportId, templateId)),
      versionNote: input.versionNote ?? '',
    };
  }

  /** What the scenario or the batch says; null: nothing of its own. */
  private autoPublish({ type, testRunIds, batchId }: Report): AutoPublish | null {
    const { runs, scenarios, batchStore } = this.deps;
    if (batchId !== null) {
      return batchStore.get(batchId).autoPublish;
    }
    const run = type === 'single' && testRunIds[0] !== undefined ? runs.find(testRunIds[0]) : undefined;
    return run === undefined ? null : (scenarios.find(run.scenarioId)?.autoPublish ?? null);
  }

  /** The runs of a batch stand on its page already. */
  private outcomesOfSettings({ type, testRunIds }: Report): readonly VerdictOutcome[] {
    const { runs, settings } = this.deps;
    const isPart = type === 'single' && testRunIds.some((id) => (runs.find(id)?.batchId ?? null) !== null);
    return isPart ? [] : (OUTCOMES[settings.text('confluence.autoPublish') ?? ''] ?? []);
  }

  private async look(reportId: number, choice: Choice, row: PublicationRecord | undefined) {
    const target = this.target();
    if ('why' in target) {
      return { pageId: row?.pageId ?? null, problems: [target.why] };
    }
    if (choice.spaceKey === '') {
      return { pageId: null, problems: ['No space is chosen, and the settings name none.'] };
    }
    const signal = AbortSignal.timeout(PREVIEW_LIMIT_MS);
    try {
      return await this.lookThere({ reportId, choice, pageId: row?.pageId ?? null }, confluenceClient(target), signal);
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return { pageId: row?.pageId ?? null, problems: ['Confluence takes long to answer.'] };
    }
  }

  private async lookThere(
    { reportId, choice, pageId }: { reportId: number; choice: Choice; pageId: string | null },
    client: ConfluenceClient,
    signal: AbortSignal
  ): Promise<{ pageId: string | null; problems: string[] }> {
    const missing = await missingPlace(choice, client, signal);
    if (missing.some(({ isFatal }) => isFatal)) {
      return { pageId, problems: missing.map(({ why }) => why) };
    }
    const problems = missing.map(({ why }) => why);
    const present = pageId === null ? await client.findPage(choice, signal) : await client.page(pageId, signal);
    if (present.kind === 'fault') {
      return { pageId, problems: [...problems, present.fault.why] };
    }
    const page = present.value;
    if (page === null || hasMark(page.storage, this.source.key(reportId))) {
      return { pageId: page?.id ?? null, problems };
    }
    const why = `“${page.title}” is there without the marks of this report: publishing would not touch it.`;
    return { pageId: null, problems: [...problems, why] };
  }

  private async sizeOf({ fileName, path }: { fileName: string; path: string }) {
    const size = await stat(this.deps.files.absolute(path)).catch(() => null);
    return { fileName, sizeBytes: size?.size ?? null };
  }

  private expectReady(reportId: number): void {
    const { status } = this.deps.reports.get(reportId);
    if (status !== 'ready') {
      throw new AppError('CONFLICT_STATE', `report ${reportId} is ${status}`);
    }
  }

  private target() {
    return confluenceTarget(this.deps.settings);
  }

  private expectClient(): ConfluenceClient {
    const target = this.target();
    if ('why' in target) {
      throw new AppError('CONFLUENCE_NOT_SET_UP', target.why);
    }
    return confluenceClient(target);
  }
}

/** Space and parent, where they are not there; nothing more can be asked of a space that is not. */
async function missingPlace(
  { spaceKey, parentPageId }: Choice,
  client: ConfluenceClient,
  signal: AbortSignal
): Promise<Array<{ why: string; isFatal: boolean }>> {
  const space = await client.findSpace(spaceKey, signal);
  if (space.kind === 'fault') {
    return [{ why: space.fault.why, isFatal: true }];
  }
  if (space.value === null) {
    return [{ why: `There is no space ${spaceKey}, or the account of the token may not see it.`, isFatal: true }];
  }
  const parent = parentPageId === null ? null : await client.page(parentPageId, signal);
  const isMissing = parent !== null && (parent.kind === 'fault' || parent.value === null);
  return isMissing ? [{ why: `There is no page ${parentPageId ?? ''} to stand below.`, isFatal: false }] : [];
}

function isElsewhere(wanted: Pick<Choice, 'spaceKey' | 'title'>, row: PublicationRecord): boolean {
  return wanted.spaceKey !== row.spaceKey || wanted.title !== row.title;
}

function expectTemplate(input: PublishTemplateInput): PublishTemplateInput {
  const problems = problemsOf(input);
  if (problems.length > 0) {
    throw new AppError('REQUEST_INVALID', problems.join('; '));
  }
  return input;
}

function expectDone<T>(answer: ConfluenceAnswer<T>): T {
  if (answer.kind === 'fault') {
    throw new AppError('CONFLUENCE_FAILED', answer.fault.why);
  }
  return answer.value;
}

function toPublication(row: PublicationRecord): Publication {
  const { reportId, state, step, title, spaceKey, pageId, url, attempts, nextTryAtMs, error, requestedBy } = row;
  return {
    ...{ reportId, state, step, title, spaceKey, pageId, url, attempts, nextTryAtMs, error, requestedBy },
    attachmentsDone: Object.keys(row.attachments).length,
    attachmentsAll: row.attachmentsAll,
    updatedAtMs: row.updatedAtMs,
  };
}

function variablesOf(meanings: Readonly<Record<string, string>>): BuiltInTemplate['texts'] {
  return Object.entries(meanings).map(([name, meaning]) => ({ name, meaning }));
}

/** Who wants a report published by itself. */
function said({ batchId }: Report, chosen: AutoPublish | null): string {
  if (chosen === null) {
    return 'as the settings say';
  }
  return batchId === null ? 'as its scenario says' : 'as its batch says';
}
