import type { Multipart, MultipartFile } from '@fastify/multipart';

import { AppError } from '../kernel/errors.ts';
import { LARGEST_IMPORT_BYTES, MOST_IMPORT_FILES, type ImportIntake } from '../workflow/imports/import-intake.ts';

/** What of a request an upload needs. */
export interface ImportRequest {
  isMultipart(): boolean;
  parts(options: object): AsyncIterableIterator<Multipart>;
}

const OPTIONS = {
  // A chosen folder's files come with their folders, which say what their names may not.
  preservePath: true,
  limits: { fileSize: LARGEST_IMPORT_BYTES, files: MOST_IMPORT_FILES, fields: 20 },
};

/** What the reader of forms says of a form that is none, as it says it: by its message alone. */
const BROKEN_FORM = /unexpected end of multipart data|boundary not found|premature close/i;

/**
 * Takes the files as they come. A refused upload is read to its end all the same: a browser takes no answer before it
 * has sent everything.
 */
export async function readImport(request: ImportRequest, intake: ImportIntake): Promise<void> {
  if (!request.isMultipart()) {
    throw new AppError('REQUEST_INVALID', 'send the files as multipart/form-data');
  }
  try {
    await readFiles(request, intake);
  } catch (error) {
    throw asRefusal(error);
  }
}

async function readFiles(request: ImportRequest, intake: ImportIntake): Promise<void> {
  let refusal: Error | undefined;
  for await (const part of request.parts(OPTIONS)) {
    if (part.type === 'file') {
      refusal ??= await whyRefused(part, intake);
      refuseBroken(part, refusal);
    }
  }
  if (refusal !== undefined) {
    throw refusal;
  }
}

async function whyRefused(part: MultipartFile, intake: ImportIntake): Promise<Error | undefined> {
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

function asRefusal(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) {
    return error;
  }
  if ('code' in error && error.code === 'FST_FILES_LIMIT') {
    return new AppError('IMPORT_FILES', `an upload may have at most ${MOST_IMPORT_FILES} files`, { cause: error });
  }
  return BROKEN_FORM.test(error.message)
    ? new AppError('REQUEST_INVALID', 'the form broke off before its end, or is none', { cause: error })
    : error;
}
