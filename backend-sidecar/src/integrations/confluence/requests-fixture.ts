import { Refusal, type SentFile } from './wiki-fixture.ts';

/** One request to the double, and how strictly its parts are read: what nobody has described is refused. */
export interface Asked {
  readonly method: string;
  /** Below the address of the settings. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface Given {
  readonly status: number;
  readonly content: unknown;
}

export function expectQuery({ query, path }: Asked, known: Readonly<Record<string, RegExp>>): Record<string, string> {
  const wrong = [...query].find(([name, value]) => !(known[name]?.test(value) ?? false));
  if (wrong !== undefined) {
    throw new Refusal(400, `the query ${wrong[0]}=${wrong[1]} of ${path} is not described`);
  }
  return Object.fromEntries(query);
}

type Shape = { readonly [name: string]: Shape | RegExp | 'text' | 'number' | [Shape] };

/** A JSON body with exactly these fields; those with `?` at their end may be missing. */
export function expectBody<T>({ headers, body, path }: Asked, shape: Shape | [Shape]): T {
  if (headers['content-type'] !== 'application/json') {
    throw new Refusal(415, `${path} takes JSON`);
  }
  const value = JSON.parse(body.toString('utf8')) as unknown;
  expectShape(value, shape, 'body');
  return value as T;
}

function expectShape(value: unknown, shape: Shape | Shape[string], at: string): void {
  if (!isOfShape(value, shape)) {
    throw new Refusal(400, `${at} is not what is described: ${JSON.stringify(value)}`);
  }
  if (Array.isArray(shape)) {
    (value as unknown[]).forEach((one, index) => expectShape(one, shape[0], `${at}[${index}]`));
  } else if (typeof shape === 'object' && !(shape instanceof RegExp)) {
    expectFields(value as Record<string, unknown>, shape, at);
  }
}

function isOfShape(value: unknown, shape: Shape | Shape[string]): boolean {
  if (shape === 'number') {
    return Number.isInteger(value);
  }
  if (shape === 'text' || shape instanceof RegExp) {
    return typeof value === 'string' && (shape === 'text' || shape.test(value));
  }
  return typeof value === 'object' && value !== null && Array.isArray(value) === Array.isArray(shape);
}

function expectFields(value: Record<string, unknown>, shape: Shape, at: string): void {
  const unknown = Object.keys(value).find((name) => !(name in shape) && !(`${name}?` in shape));
  if (unknown !== undefined) {
    throw new Refusal(400, `${at} has a field ${unknown} that is not described`);
  }
  for (const [key, inner] of Object.entries(shape)) {
    const name = key.replace(/\?$/, '');
    if (name in value || !key.endsWith('?')) {
      expectShape(value[name], inner, `${at}.${name}`);
    }
  }
}

/**
 * https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content---attachments/: `file` and `minorEdit` must
 * be there, and a comment has to say that it is UTF-8.
 */
export function expectUpload({ headers, body, path }: Asked, tokenWord: string): SentFile {
  if (headers['x-atlassian-token'] !== tokenWord) {
    throw new Refusal(403, 'XSRF check failed');
  }
  const boundary = /^multipart\/form-data; boundary=([\w'()+,./:=?-]+)$/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) {
    throw new Refusal(415, `${path} takes a form`);
  }
  const parts = partsOf(body, boundary);
  const { file, minorEdit, comment } = Object.fromEntries(parts.map((part) => [part.name, part]));
  const names = parts.map(({ name }) => name).sort();
  if (file?.fileName === undefined || !['file,minorEdit', 'comment,file,minorEdit'].includes(names.join())) {
    throw new Refusal(400, `the form has the fields ${names.join()}`);
  }
  if (minorEdit?.content.toString() !== 'true' || /[\\/:*?"<>|]/.test(file.fileName)) {
    throw new Refusal(400, 'the form is not what is described');
  }
  if (comment !== undefined && !/^text\/plain; charset=utf-8$/i.test(comment.mediaType)) {
    throw new Refusal(400, 'the comment does not say that it is UTF-8');
  }
  return {
    ...{ fileName: file.fileName, mediaType: file.mediaType, content: file.content },
    comment: comment?.content.toString('utf8') ?? '',
  };
}

interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly mediaType: string;
  readonly content: Buffer;
}

function partsOf(body: Buffer, boundary: string): Part[] {
  const limit = `--${boundary}`;
  const text = body.toString('latin1');
  if (!text.startsWith(`${limit}\r\n`) || !text.endsWith(`\r\n${limit}--\r\n`)) {
    throw new Refusal(400, 'the form does not begin or end with its boundary');
  }
  return text
    .slice(limit.length + 2, -(limit.length + 6))
    .split(`\r\n${limit}\r\n`)
    .map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const head = part.slice(0, end);
      const [, name = ''] = /^content-disposition: form-data; name="(\w+)"/im.exec(head) ?? [];
      return {
        name,
        fileName: /; filename="([^"]+)"/i.exec(head)?.[1],
        mediaType: /^content-type: (.+)$/im.exec(head)?.[1]?.trim() ?? '',
        content: Buffer.from(part.slice(end + 4), 'latin1'),
      };
    });
}
