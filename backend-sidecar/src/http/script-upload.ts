import type { Multipart, MultipartFile } from '@fastify/multipart';

import { AppError } from '../kernel/errors.ts';
import type { ScriptIntake } from '../workflow/scripts/script-intake.ts';
import type { UploadFields } from '../workflow/scripts/script-library.ts';

/** What of a request an upload needs. */
export interface UploadRequest {
  isMultipart(): boolean;
  parts(): AsyncIterableIterator<Multipart>;
}

const LONGEST_FIELDS = { name: 100, description: 4000, scenarioId: 20, comment: 4000, plan: 2000, keepCompanions: 5 };
type FieldName = keyof typeof LONGEST_FIELDS;

/**
 * Takes the parts as they come: files go to the intake, fields are looked at, since no schema does it. A refused upload
 * is read to its end all the same: a browser takes no answer before it has sent everything.
 */
export async function readUpload(request: UploadRequest, intake: ScriptIntake): Promise<UploadFields> {
  if (!request.isMultipart()) {
    throw new AppError('REQUEST_INVALID', 'send the files as multipart/form-data');
  }
  try {
    return await readParts(request, intake);
  } catch (error) {
    throw asRefusal(error);
  }
}

async function readParts(request: UploadRequest, intake: ScriptIntake): Promise<UploadFields> {
  const texts = new Map<FieldName, string>();
  let fileCount = 0;
  let refusal: Error | undefined;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      refusal ??= await whyRefused(part, intake);
      refuseBroken(part, refusal);
      fileCount += 1;
    } else if (isFieldName(part.fieldname)) {
      texts.set(part.fieldname, String(part.value).trim());
    }
  }
  if (refusal !== undefined) {
    throw refusal;
  }
  if (fileCount === 0) {
    throw new AppError('REQUEST_INVALID', 'send at least one file');
  }
  return toFields(texts);
}

/** What the reader of forms says of a form that is none, as it says it: by its message alone. */
const BROKEN_FORM = /unexpected end of multipart data|boundary not found|premature close/i;

function asRefusal(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) {
    return error;
  }
  if ('code' in error && error.code === 'FST_FILES_LIMIT') {
    return new AppError('SCRIPT_FILES', 'there are too many; send them as one zip file', { cause: error });
  }
  return BROKEN_FORM.test(error.message)
    ? new AppError('REQUEST_INVALID', 'the form broke off before its end, or is none', { cause: error })
    : error;
}

async function whyRefused(part: MultipartFile, intake: ScriptIntake): Promise<Error | undefined> {
  try {
    await intake.add(part.filename, part.file);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return part.file.truncated
    ? new AppError('REQUEST_TOO_LARGE', `“${part.filename}” is larger than the limit of an upload`)
    : undefined;
}

/** Of a refused upload the rest of the file is thrown away; a file that broke off has no rest to read. */
function refuseBroken({ file }: MultipartFile, refusal: Error | undefined): void {
  if (refusal !== undefined && file.destroyed && !file.readableEnded) {
    throw refusal;
  }
  if (refusal !== undefined) {
    file.resume();
  }
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(LONGEST_FIELDS, name);
}

function fieldText(name: FieldName, text: string): string {
  if (text.length > LONGEST_FIELDS[name]) {
    throw new AppError('REQUEST_INVALID', `${name} may have at most ${LONGEST_FIELDS[name]} characters`);
  }
  return text;
}

function toFields(texts: ReadonlyMap<FieldName, string>): UploadFields {
  const written = (name: FieldName) => fieldText(name, texts.get(name) ?? '') || undefined;
  return {
    name: written('name'),
    description: written('description'),
    scenarioId: scenarioIdOf(written('scenarioId')),
    comment: written('comment'),
    plan: written('plan'),
    keepCompanions: written('keepCompanions') !== 'false',
  };
}

function scenarioIdOf(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^[1-9]\d*$/.test(text)) {
    throw new AppError('REQUEST_INVALID', `scenarioId: "${text}" is not an id`);
  }
  return Number(text);
}
