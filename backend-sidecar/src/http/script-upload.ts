import type { Multipart } from '@fastify/multipart';

import { AppError } from '../kernel/errors.ts';
import type { ScriptIntake } from '../workflow/script-intake.ts';
import type { UploadFields } from '../workflow/script-library.ts';

/** What of a request an upload needs. */
export interface UploadRequest {
  isMultipart(): boolean;
  parts(): AsyncIterableIterator<Multipart>;
}

const LONGEST_FIELDS = { name: 100, description: 4000, scenarioId: 20, comment: 4000, plan: 2000, keepCompanions: 5 };
type FieldName = keyof typeof LONGEST_FIELDS;

/** Takes the parts as they come: files go to the intake, fields are looked at, since no schema does it. */
export async function readUpload(request: UploadRequest, intake: ScriptIntake): Promise<UploadFields> {
  if (!request.isMultipart()) {
    throw new AppError('REQUEST_INVALID', 'send the files as multipart/form-data');
  }
  const texts = new Map<FieldName, string>();
  let fileCount = 0;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      await intake.add(part.filename, part.file);
      refuseCut(part.filename, part.file.truncated);
      fileCount += 1;
    } else if (isFieldName(part.fieldname)) {
      texts.set(part.fieldname, fieldText(part.fieldname, part.value));
    }
  }
  if (fileCount === 0) {
    throw new AppError('REQUEST_INVALID', 'send at least one file');
  }
  return toFields(texts);
}

function refuseCut(name: string, isCut: boolean): void {
  if (isCut) {
    throw new AppError('REQUEST_TOO_LARGE', `“${name}” is larger than the limit of an upload`);
  }
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(LONGEST_FIELDS, name);
}

function fieldText(name: FieldName, value: unknown): string {
  const text = String(value).trim();
  if (text.length > LONGEST_FIELDS[name]) {
    throw new AppError('REQUEST_INVALID', `${name} may have at most ${LONGEST_FIELDS[name]} characters`);
  }
  return text;
}

function toFields(texts: ReadonlyMap<FieldName, string>): UploadFields {
  const written = (name: FieldName) => texts.get(name) || undefined;
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
