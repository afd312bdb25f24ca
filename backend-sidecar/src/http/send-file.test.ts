import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fastify from 'fastify';
import { afterAll, describe, expect, it } from 'vitest';

import { sendFile } from './send-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'send-file-'));
const app = fastify();
app.get<{ Params: { name: string } }>('/:name', (request, reply) =>
  sendFile(reply, join(directory, request.params.name))
);

afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

describe('a file that is sent', () => {
  it.each([
    ['result.csv', 'timeStamp,elapsed\n1,2\n'],
    ['empty.log', ''],
  ])('%s says how long it is', async (name, text) => {
    writeFileSync(join(directory, name), text);
    const { statusCode, headers, body } = await app.inject(`/${name}`);
    expect([statusCode, headers['content-length'], body]).toEqual([200, String(text.length), text]);
  });

  it('that is not there is no empty file', async () => {
    expect((await app.inject('/none')).statusCode).toBe(500);
  });
});
