import { createHash } from 'node:crypto';

import type { ConfluenceClient, PageChange, WikiPage } from '../../integrations/confluence/confluence-client.ts';
import { fault, type ConfluenceAnswer, type ConfluenceFault } from '../../integrations/confluence/confluence-http.ts';
import type { PublicationChange, PublicationRecord } from '../../persistence/publication-store.ts';
import { hasMark, markedSection, replaceSection } from '../../reports/confluence/marked-section.ts';
import { PLACEHOLDER } from '../../reports/confluence/page-variables.ts';
import type { PageSource, SourceFile } from './page-source.ts';

export interface StepContext {
  readonly client: ConfluenceClient;
  readonly source: PageSource;
  readonly signal: AbortSignal;
  /** Writes down how far it is before anything else is asked; undefined: something else is wanted by now. */
  readonly note: (row: PublicationRecord, change: PublicationChange) => PublicationRecord | undefined;
}

/** What a step has come to: a change that leads to the next step, or a fault. */
export type StepResult = Onward | FaultResult | 'superseded';
interface Onward {
  readonly kind: 'on';
  readonly change: PublicationChange;
}
type FaultResult = { readonly kind: 'fault'; readonly fault: ConfluenceFault };
type Step = (row: PublicationRecord, context: StepContext) => Promise<StepResult>;

/** Somebody who writes at the same time is waited for this often before the whole is tried again later. */
const MOST_MERGES = 5;
/** Confluence keeps a note of 255 characters with a version. */
const LONGEST_NOTE = 200;

/**
 * page → attachments → body → labels → done. A new page is made with a sentence that says that the report is on its
 * way; its text is written in one piece when all its files are there. So a reader sees that sentence, the former text
 * or the new one, and never a text with holes. Each step asks first what an earlier attempt has reached.
 */
export const STEPS: Readonly<Record<Exclude<PublicationRecord['step'], 'done'>, Step>> = {
  page: ensurePage,
  attachments: unlessLost(attachFiles),
  body: unlessLost(writeBody),
  labels: unlessLost(addLabels),
};

/** What is missing may be the page itself, which people have deleted since it was looked at. */
function unlessLost(step: Step): Step {
  return async (row, context) => {
    const result = await step(row, context);
    if (result === 'superseded' || result.kind === 'on' || result.fault.kind !== 'missing') {
      return result;
    }
    const page = await expectPage(row, context);
    return page.kind === 'on' ? page : result;
  };
}

async function ensurePage(row: PublicationRecord, context: StepContext): Promise<StepResult> {
  const known = row.pageId === null ? null : await context.client.page(row.pageId, context.signal);
  if (known?.kind === 'fault') {
    return known;
  }
  const page = known?.value ?? null;
  if (page !== null && page.status !== 'trashed') {
    return page.status === 'archived' ? archived(page) : rename(page, row, context);
  }
  return findOrCreate(row, context);
}

/** The page that a lost answer or a killed sidecar has left, else a new one. */
async function findOrCreate(row: PublicationRecord, context: StepContext): Promise<StepResult> {
  const { client, source, signal } = context;
  const found = await client.findPage(row, signal);
  if (found.kind === 'fault') {
    return found;
  }
  if (found.value !== null) {
    return adopt(found.value, row, context);
  }
  const storage = markedSection(source.key(row.reportId), PLACEHOLDER);
  const created = await client.createPage({ ...row, storage }, signal);
  if (created.kind === 'done') {
    return toAttachments(created.value);
  }
  const mayBeTaken = created.fault.kind === 'refused' || created.fault.kind === 'conflict';
  const taken = mayBeTaken ? await client.findPage(row, signal) : null;
  return taken?.kind === 'done' && taken.value !== null ? adopt(taken.value, row, context) : created;
}

function adopt(page: WikiPage, row: PublicationRecord, { source }: StepContext): StepResult {
  if (!hasMark(page.storage, source.key(row.reportId))) {
    const why = `The space ${row.spaceKey} has another page with the title “${page.title}”: publish under another title.`;
    return fault('refused', why);
  }
  return page.status === 'archived' ? archived(page) : toAttachments(page);
}

function archived({ title }: WikiPage): FaultResult {
  return fault('refused', `The page “${title}” is archived: restore or delete it in Confluence, then publish again.`);
}

/** Only a person who publishes under another title comes here with one; what people have renamed stays so otherwise. */
async function rename(page: WikiPage, row: PublicationRecord, { client, signal }: StepContext): Promise<StepResult> {
  if (page.title === row.title) {
    return toAttachments(page);
  }
  const change = { ...page, title: row.title, version: page.version + 1, message: 'Another title' };
  const changed = await changePage(change, client, signal);
  return changed.kind === 'fault' ? changed : toAttachments(changed.value);
}

/** A page that lies in the bin is restored by the Cloud, and nothing else of it is changed: that is not yet it. */
async function changePage(
  change: PageChange,
  client: ConfluenceClient,
  signal: AbortSignal
): Promise<ConfluenceAnswer<WikiPage>> {
  const changed = await client.updatePage(change, signal);
  return changed.kind === 'done' && changed.value.version !== change.version
    ? fault('conflict', 'The page was deleted while it was written.')
    : changed;
}

function toAttachments({ id, url }: WikiPage): StepResult {
  return { kind: 'on', change: { step: 'attachments', pageId: id, url } };
}

async function attachFiles(row: PublicationRecord, context: StepContext): Promise<StepResult> {
  const page = await expectPage(row, context);
  if (page.kind !== 'done') {
    return page;
  }
  const files = context.source.files(row.reportId);
  let noted = context.note(row, { attachmentsAll: files.length, title: page.value.title });
  for (const file of files) {
    const result = noted === undefined ? 'superseded' : await attachFile(file, page.value.id, noted, context);
    if (result === 'superseded' || result.kind === 'fault') {
      return result;
    }
    noted = result.noted;
  }
  return noted === undefined ? 'superseded' : { kind: 'on', change: { step: 'body' } };
}

interface Attached {
  readonly kind: 'attached';
  /** undefined: something else is wanted by now. */
  readonly noted: PublicationRecord | undefined;
}

async function attachFile(
  file: SourceFile,
  pageId: string,
  row: PublicationRecord,
  { client, source, signal, note }: StepContext
): Promise<Attached | FaultResult> {
  const { checksumSha256, ...upload } = await source.upload(file);
  if (row.attachments[file.fileName]?.checksumSha256 === checksumSha256) {
    return { kind: 'attached', noted: row };
  }
  const former = await client.findAttachment(pageId, file.fileName, signal);
  if (former.kind === 'fault') {
    return former;
  }
  // An upload whose answer was lost left the checksum with the file.
  const isThere = former.value?.comment === upload.comment;
  const attached = isThere ? former : await client.attach(pageId, upload, former.value, signal);
  if (attached.kind === 'fault') {
    const isTooLarge = await isFileTooLarge(attached.fault, pageId, { client, signal });
    return isTooLarge ? { kind: 'attached', noted: note(row, { attachments: without(row, file) }) } : attached;
  }
  const id = attached.value?.id ?? '';
  const attachments = { ...row.attachments, [file.fileName]: { id, checksumSha256 } };
  return { kind: 'attached', noted: note(row, { attachments }) };
}

/** The Cloud says of a file above its limit that something is missing: it is the file where the page is there. */
async function isFileTooLarge(
  { kind }: ConfluenceFault,
  pageId: string,
  { client, signal }: Pick<StepContext, 'client' | 'signal'>
): Promise<boolean> {
  if (kind !== 'missing') {
    return kind === 'too large';
  }
  const page = await client.page(pageId, signal);
  return page.kind === 'done' && page.value?.status === 'current';
}

/** A former version of the file may be there; the page does not show it as this one. */
function without(row: PublicationRecord, { fileName }: SourceFile): PublicationRecord['attachments'] {
  const { [fileName]: _former, ...others } = row.attachments;
  return others;
}

async function writeBody(row: PublicationRecord, context: StepContext): Promise<StepResult> {
  const result = await writeText(row, context, false);
  return result.kind === 'fault' && result.fault.kind === 'too large' ? writeText(row, context, true) : result;
}

/** @param isShort without the figures of each run, which are in the files */
async function writeText(
  row: PublicationRecord,
  context: StepContext,
  isShort: boolean
): Promise<Onward | FaultResult> {
  const isAttached = (fileName: string) => fileName in row.attachments;
  const { section } = context.source.page(row.reportId, row.templateId, { isAttached, isShort });
  const text = { section, message: noteOf(row, section) };
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const result = await mergeBody(text, row, context);
    if (result.kind === 'on' || result.fault.kind !== 'conflict') {
      return result;
    }
  }
  return fault('failing', 'Somebody keeps changing the page at the same time.');
}

/** Once: a conflict says that somebody has saved the page meanwhile. */
async function mergeBody(
  { section, message }: { section: string; message: string },
  row: PublicationRecord,
  context: StepContext
): Promise<Onward | FaultResult> {
  const page = await expectPage(row, context);
  if (page.kind !== 'done') {
    return page;
  }
  if (page.value.versionMessage === message) {
    return toLabels(page.value);
  }
  const merged = replaceSection(page.value.storage, context.source.key(row.reportId), section);
  if (merged.kind === 'lost') {
    return fault('refused', `${merged.why} Restore an earlier version of the page, or delete it, then publish again.`);
  }
  const change = { ...page.value, storage: merged.storage, version: page.value.version + 1, message };
  const changed = await changePage(change, context.client, context.signal);
  return changed.kind === 'fault' ? changed : toLabels(changed.value);
}

function toLabels({ url }: WikiPage): Onward {
  return { kind: 'on', change: { step: 'labels', url } };
}

/** By its end a later attempt knows that this very text has been written, under this very request. */
function noteOf({ versionNote, createdAtMs }: PublicationRecord, section: string): string {
  const words = versionNote.trim() === '' ? 'Performance Test Automation' : versionNote.trim();
  const checksum = createHash('sha256').update(`${createdAtMs}\n${section}`).digest('hex').slice(0, 12);
  return `${[...words.replace(/\s+/g, ' ')].slice(0, LONGEST_NOTE).join('')} · ${checksum}`;
}

async function addLabels(row: PublicationRecord, { client, source, signal }: StepContext): Promise<StepResult> {
  const labelled = await client.addLabels(row.pageId ?? '', source.labels(row.reportId), signal);
  return labelled.kind === 'fault' ? labelled : { kind: 'on', change: { step: 'done' } };
}

/** The page as it is now, or what follows from its not being there. */
async function expectPage(
  { pageId }: PublicationRecord,
  { client, signal }: StepContext
): Promise<Onward | FaultResult | { readonly kind: 'done'; readonly value: WikiPage }> {
  const page = pageId === null ? null : await client.page(pageId, signal);
  if (page?.kind === 'fault') {
    return page;
  }
  switch (page?.value?.status) {
    case 'current':
      return { kind: 'done', value: page.value };
    case 'archived':
      return archived(page.value);
    default:
      return lostPage();
  }
}

/** People have deleted it: it is made again, with all its files. */
function lostPage(): Onward {
  return { kind: 'on', change: { step: 'page', pageId: null, url: null, attachments: {} } };
}
