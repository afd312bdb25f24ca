import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import yazl from 'yazl';

import type { Preflight } from '../contract/preflight.ts';
import type { Script, ScriptRevision, SloCheck } from '../contract/scenarios.ts';
import type { ScriptDiff } from '../contract/system.ts';
import { apiUnderTest, headersOf, type Answer, type ApiUnderTest } from './api-fixture.ts';

const FIXTURES = fileURLToPath(new URL('../../../tests/fixtures/', import.meta.url));
const PLAN = readFileSync(join(FIXTURES, 'plans', 'java-test.jmx'), 'utf8');
const FAULTS = readFileSync(join(FIXTURES, 'plans', 'planted-faults.jmx'), 'utf8');

// Each upload starts a thread.
vi.setConfig({ testTimeout: 60_000 });

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
}, 60_000);
afterAll(() => api.close());

interface SentFile {
  name: string;
  content: string | Buffer;
}

/** A form as browsers send it, in pieces. */
function form(fields: Record<string, string>, files: readonly SentFile[]) {
  const boundary = `----${randomBytes(8).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  );
  const heads = files.map(
    ({ name }) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  );
  const chunks = [
    Buffer.from(parts.join('')),
    ...files.flatMap(({ content }, index) => [
      Buffer.from(heads[index] ?? ''),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  return {
    payload: Buffer.concat(chunks),
    headers: { ...headersOf(), 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

function send(url: string, files: readonly SentFile[], fields: Record<string, string> = {}): Promise<Answer> {
  return api.sidecar.app.inject({ method: 'POST', url, ...form(fields, files) });
}

const upload = (files: readonly SentFile[], fields?: Record<string, string>) =>
  send('/api/scripts/upload', files, fields);
const revise = (id: number, files: readonly SentFile[], fields?: Record<string, string>) =>
  send(`/api/scripts/${id}/revisions`, files, fields);
const get = (url: string) => api.ask('Viewer', 'GET', url);
const codeOf = (answer: Answer) => `${answer.statusCode} ${String(answer.json().code)}`;
const plan = (content: string | Buffer = PLAN, name = 'plan.jmx'): SentFile => ({ name, content });

async function zip(entries: Record<string, string | Buffer>, mode = 0o100644): Promise<Buffer> {
  const file = new yazl.ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    file.addBuffer(Buffer.from(content), name, { mode });
  }
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of Readable.from(file.outputStream as unknown as AsyncIterable<Buffer>)) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The same archive with a name exchanged for one of the same length, which no well-meaning program writes. */
async function forged(name: string, forgedName: string, content: string | Buffer = 'x'): Promise<Buffer> {
  const archive = await zip({ [name]: content, 'plan.jmx': PLAN });
  return Buffer.from(archive.toString('latin1').replaceAll(name, forgedName), 'latin1');
}

/** Everything below the folder of uploads. */
function stored(folder = join(api.dataDirectory, 'jmeter-scripts', 'uploads')): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('an upload', () => {
  it('of a plan with its companions is a script of one revision', async () => {
    const jar = await zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' });
    const answer = await upload(
      [plan(), { name: 'users.csv', content: 'a\nb\n' }, { name: 'plugin.jar', content: jar }],
      { name: 'shop', comment: 'first' }
    );
    expect(answer.statusCode).toBe(201);
    const script = answer.json<Script>();
    expect(script).toMatchObject({
      name: 'shop',
      revisionNumber: 1,
      fileName: 'plan.jmx',
      comment: 'first',
      uploadedBy: 'zoe',
    });
    expect(script.files.map(({ name, kind, sizeBytes }) => [name, kind, sizeBytes])).toEqual([
      ['plan.jmx', 'plan', Buffer.byteLength(PLAN)],
      ['plugin.jar', 'jar', jar.length],
      ['users.csv', 'data', 4],
    ]);
  });

  it('of a zip file keeps its folders and drops the one around everything', async () => {
    const archive = await zip({ 'shop/plan.jmx': PLAN, 'shop/data/users.csv': 'a\n', 'shop/.DS_Store': 'x' });
    const script = (await upload([{ name: 'shop.zip', content: archive }])).json<Script>();
    expect(script.files.map(({ name }) => name)).toEqual(['plan.jmx', 'data/users.csv']);
  });

  it('with several plans says which one runs', async () => {
    const files = [plan(PLAN, 'main.jmx'), plan(FAULTS, 'part.jmx')];
    const refused = await upload(files);
    expect(codeOf(refused)).toBe('422 SCRIPT_FILES');
    expect(refused.json().detail).toContain('“main.jmx”, “part.jmx”');
    const script = (await upload(files, { plan: 'main.jmx' })).json<Script>();
    expect(script.files.map(({ name, kind }) => [name, kind])).toEqual([
      ['main.jmx', 'plan'],
      ['part.jmx', 'other'],
    ]);
  });
});

describe('a hostile upload', () => {
  const nested = `<?xml version="1.0"?><jmeterTestPlan>${'<hashTree>'.repeat(5000)}`;
  const cases: Array<[string, string, () => Promise<SentFile[]> | SentFile[]]> = [
    ['nothing but data', '422 SCRIPT_FILES', () => [{ name: 'users.csv', content: 'a' }]],
    ['an empty plan', '422 SCRIPT_NOT_JMX', () => [plan('')]],
    ['a picture called a plan', '422 SCRIPT_NOT_JMX', () => [plan(randomBytes(2000))]],
    [
      'a plan with a DOCTYPE',
      '422 SCRIPT_DOCTYPE',
      () => [plan(PLAN.replace('<jmeterTestPlan', '<!DOCTYPE x [<!ENTITY a "b">]><jmeterTestPlan'))],
    ],
    ['a plan that is cut', '422 SCRIPT_NOT_JMX', () => [plan(PLAN.slice(0, PLAN.length / 2))]],
    ['a plan that nests absurdly', '422 SCRIPT_TOO_DEEP', () => [plan(nested)]],
    [
      'the same file twice',
      '422 SCRIPT_FILES',
      () => [plan(), { name: 'a.csv', content: '1' }, { name: 'A.CSV', content: '2' }],
    ],
    [
      'a companion with the name of a run’s file',
      '422 SCRIPT_FILES',
      () => [plan(), { name: 'jmeter.log', content: '1' }],
    ],
    ['a jar that is none', '422 SCRIPT_FILES', () => [plan(), { name: 'own.jar', content: 'PK' }]],
    [
      'a jar without a manifest, at which JMeter would forget all its functions',
      '422 SCRIPT_FILES',
      async () => [plan(), { name: 'own.jar', content: await zip({ 'a/B.class': 'x' }) }],
    ],
    ['no zip file', '422 SCRIPT_ARCHIVE', () => [{ name: 'a.zip', content: 'PK nonsense' }]],
    [
      'a zip file that is cut',
      '422 SCRIPT_ARCHIVE',
      async () => [{ name: 'a.zip', content: (await zip({ 'plan.jmx': PLAN })).subarray(0, -40) }],
    ],
    ['an empty zip file', '422 SCRIPT_FILES', async () => [{ name: 'a.zip', content: await zip({}) }]],
    [
      'a zip file that leaves its folder',
      '422 SCRIPT_ARCHIVE',
      async () => [{ name: 'a.zip', content: await forged('aa/bb.csv', '../bb.csv') }],
    ],
    [
      'a zip file with an absolute path',
      '422 SCRIPT_ARCHIVE',
      async () => [{ name: 'a.zip', content: await forged('aa/b.csv', '/etc/csv') }],
    ],
    [
      'a zip file with a backslash',
      '422 SCRIPT_ARCHIVE',
      async () => [{ name: 'a.zip', content: await forged('aaxb.csv', '..\\b.csv') }],
    ],
    [
      'a zip file with one name twice',
      '422 SCRIPT_ARCHIVE',
      async () => [{ name: 'a.zip', content: await zip({ 'plan.jmx': PLAN, 'PLAN.jmx': PLAN }) }],
    ],
    [
      'a zip file with a symbolic link',
      '422 SCRIPT_ARCHIVE',
      async () => [{ name: 'a.zip', content: await zip({ 'plan.jmx': '/etc/passwd' }, 0o120777) }],
    ],
    [
      'a zip bomb',
      '422 SCRIPT_ARCHIVE',
      async () => [
        { name: 'a.zip', content: await zip({ 'plan.jmx': PLAN, 'zeros.csv': Buffer.alloc(80 * 1024 * 1024) }) },
      ],
    ],
  ];

  it.each(cases)(
    'with %s is refused as %s and leaves nothing behind',
    async (_name, expected, files) => {
      const before = stored();
      const answer = await upload(await files());
      expect(codeOf(answer)).toBe(expected);
      expect(answer.json().detail).toEqual(expect.any(String));
      expect(stored()).toEqual(before);
    },
    30_000
  );

  it('is read to its end, so that its sender sees why it was refused', async () => {
    const boundary = '----refused';
    const head = (name: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
    let sentBytes = 0;
    async function* body() {
      yield Buffer.from(`${head('jmeter.log')}x\r\n${head('big.csv')}`);
      for (; sentBytes < 20 * 1024 * 1024; sentBytes += 65_536) {
        yield Buffer.alloc(65_536, 'x');
      }
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const before = stored();
    const answer = await api.sidecar.app.inject({
      method: 'POST',
      url: '/api/scripts/upload',
      headers: { ...headersOf(), 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Readable.from(body()),
    });
    expect(codeOf(answer)).toBe('422 SCRIPT_FILES');
    expect(sentBytes).toBe(20 * 1024 * 1024);
    expect(stored()).toEqual(before);
  });

  it('that breaks off leaves nothing behind', async () => {
    const before = stored();
    const { headers, payload } = form({}, [plan(), { name: 'users.csv', content: 'a\n'.repeat(100_000) }]);
    const cut = payload.subarray(0, payload.length - 1000);
    const answer = await api.sidecar.app.inject({ method: 'POST', url: '/api/scripts/upload', headers, payload: cut });
    expect(codeOf(answer)).toBe('400 REQUEST_INVALID');
    expect(stored()).toEqual(before);
  });

  it('of a file without a name is refused', async () => {
    expect(codeOf(await upload([plan(), { name: '', content: 'x' }]))).toMatch(
      /^4\d\d (SCRIPT_FILES|REQUEST_INVALID)$/
    );
  });

  it('of a plan that has the name of a run’s copy is none, of a companion with it is one', async () => {
    const script = (await upload([plan(PLAN, 'script.jmx')])).json<Script>();
    expect(script.fileName).toBe('script.jmx');
    const both = [plan(PLAN, 'main.jmx'), plan(FAULTS, 'script.jmx')];
    expect(codeOf(await upload(both, { plan: 'main.jmx' }))).toBe('422 SCRIPT_FILES');
  });

  it('with a path for a name is stored by its last part', async () => {
    const script = (await upload([plan(PLAN, '../../../tmp/evil.jmx')])).json<Script>();
    expect(script.fileName).toBe('evil.jmx');
  });

  it('is streamed: 150 MB cost no such memory', async () => {
    const row = Buffer.from('anna,secret,1234567890,some more text to fill the line\n');
    const total = 150 * 1024 * 1024;
    const boundary = '----big';
    async function* body() {
      yield Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="plan.jmx"\r\n\r\n${PLAN}\r\n`
      );
      yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.csv"\r\n\r\n`);
      const block = Buffer.alloc(1024 * 1024 - ((1024 * 1024) % row.length), row);
      for (let sent = 0; sent < total; sent += block.length) {
        yield block;
      }
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const before = process.memoryUsage().rss;
    const answer = await api.sidecar.app.inject({
      method: 'POST',
      url: '/api/scripts/upload',
      headers: { ...headersOf(), 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Readable.from(body()),
    });
    const { files } = answer.json<Script>();
    const big = files.find(({ name }) => name === 'big.csv');
    expect(big?.sizeBytes).toBeGreaterThanOrEqual(total);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1024 * 1024);
  }, 60_000);
});

describe('a new revision', () => {
  it('carries over what was not sent again, and leaves the one before as it was', async () => {
    const { id } = (
      await upload([plan(), { name: 'users.csv', content: 'a\n' }, { name: 'old.csv', content: 'x' }])
    ).json<Script>();
    const changed = PLAN.replace('</jmeterTestPlan>', '<!-- later --></jmeterTestPlan>');
    const script = (
      await revise(id, [plan(changed), { name: 'users.csv', content: 'a\nb\n' }], { comment: 'more users' })
    ).json<Script>();
    expect(script).toMatchObject({ id, revisionNumber: 2, comment: 'more users' });
    expect(script.files.map(({ name }) => name)).toEqual(['plan.jmx', 'old.csv', 'users.csv']);

    const first = await get(`/api/scripts/${id}/download?revision=1&file=users.csv`);
    expect(first.body).toBe('a\n');
    expect((await get(`/api/scripts/${id}/download?revision=1`)).body).toBe(PLAN);
    expect((await get(`/api/scripts/${id}/download`)).body).toBe(changed);

    const revisions = (await get(`/api/scripts/${id}/revisions`)).json<ScriptRevision[]>();
    expect(revisions.map(({ number, comment, runCount }) => [number, comment, runCount])).toEqual([
      [2, 'more users', 0],
      [1, '', 0],
    ]);
    const diff = (await get(`/api/scripts/${id}/diff?from=1&to=2`)).json<ScriptDiff>();
    expect(diff.edits.map(({ what, element }) => `${what} ${element}`)).toEqual(['file changed users.csv']);
    expect(
      diff.lines
        .filter(({ kind }) => kind === 'added')
        .map(({ text }) => text)
        .join()
    ).toContain('later');
  });

  it('of data alone keeps the plan; without companions it drops them', async () => {
    const { id } = (await upload([plan(), { name: 'users.csv', content: 'a\n' }])).json<Script>();
    const second = (await revise(id, [{ name: 'users.csv', content: 'b\n' }])).json<Script>();
    expect(second.files.map(({ name }) => name)).toEqual(['plan.jmx', 'users.csv']);
    const third = (await revise(id, [plan()], { keepCompanions: 'false' })).json<Script>();
    expect(third.files.map(({ name }) => name)).toEqual(['plan.jmx']);
  });

  it('of a script of several plans keeps the one that runs, unless another is sent or named', async () => {
    const whole = [plan(PLAN, 'main.jmx'), plan(FAULTS, 'part.jmx'), { name: 'users.csv', content: 'a\n' }];
    const { id } = (await upload(whole, { plan: 'main.jmx' })).json<Script>();
    const changed = FAULTS.replace('</jmeterTestPlan>', '<!-- later --></jmeterTestPlan>');
    const steps: Array<[SentFile[], Record<string, string>, string, string[]]> = [
      [[{ name: 'users.csv', content: 'b\n' }], {}, 'main.jmx', ['part.jmx', 'users.csv']],
      [[plan(changed, 'part.jmx')], {}, 'main.jmx', ['part.jmx', 'users.csv']],
      [[plan(changed, 'next.jmx')], {}, 'next.jmx', ['part.jmx', 'users.csv']],
      [[{ name: 'users.csv', content: 'c\n' }], { plan: 'part.jmx' }, 'part.jmx', ['next.jmx', 'users.csv']],
    ];
    for (const [files, fields, planName, companions] of steps) {
      const answer = await revise(id, files, fields);
      expect(answer.statusCode, answer.body).toBe(201);
      const script = answer.json<Script>();
      expect([script.fileName, script.files.slice(1).map(({ name }) => name)]).toEqual([planName, companions]);
    }
  });

  it('that puts a file where another one has a folder is refused', async () => {
    const archive = await zip({ 'plan.jmx': PLAN, 'data/users.csv': 'a\n' });
    const { id } = (await upload([{ name: 'a.zip', content: archive }])).json<Script>();
    const before = stored();
    expect(codeOf(await revise(id, [{ name: 'data', content: 'x' }]))).toBe('422 SCRIPT_FILES');
    expect(stored()).toEqual(before);
  });

  it('that changes nothing is refused, and none is stored', async () => {
    const { id } = (await upload([plan(), { name: 'users.csv', content: 'a\n' }])).json<Script>();
    const before = stored();
    expect(codeOf(await revise(id, [plan()]))).toBe('409 SCRIPT_UNCHANGED');
    expect(stored()).toEqual(before);
  });

  it('of all files comes back as one zip file', async () => {
    const { id } = (await upload([plan(), { name: 'users.csv', content: 'a\n' }], { name: 'whole' })).json<Script>();
    const answer = await get(`/api/scripts/${id}/download?all=true`);
    expect(answer.headers['content-disposition']).toContain('whole-1.zip');
    const again = (await upload([{ name: 'again.zip', content: answer.rawPayload }])).json<Script>();
    const { files } = (await get(`/api/scripts/${id}`)).json<Script>();
    expect(again.files).toEqual(files);
  });

  it('is not downloaded beyond its own files', async () => {
    const { id } = (await upload([plan()])).json<Script>();
    for (const file of ['../../../db/secrets.key', '/etc/passwd', 'other.csv']) {
      expect((await get(`/api/scripts/${id}/download?file=${encodeURIComponent(file)}`)).statusCode).toBe(404);
    }
  });

  it('goes with all others when its script is deleted', async () => {
    const before = stored();
    const { id } = (await upload([plan()])).json<Script>();
    await revise(id, [{ name: 'users.csv', content: 'a\n' }]);
    expect((await api.ask('Admin', 'DELETE', `/api/scripts/${id}`)).statusCode).toBe(204);
    expect(stored()).toEqual(before);
  });
});

describe('the default script of a scenario', () => {
  it('is one only, is what its runs take, and is none of another scenario', async () => {
    const scripts = [(await upload([plan()])).json<Script>(), (await upload([plan()])).json<Script>()] as const;
    const environment = await api.ask('Admin', 'POST', '/api/environments', { name: 'of defaults' });
    const scenarioIds = [];
    for (const name of ['one', 'two']) {
      const answer = await api.ask('Admin', 'POST', '/api/scenarios', {
        ...{ name, displayName: name, description: '', testType: 'standalone', scriptId: null, keyLabels: null },
        ...{ environmentId: environment.json<{ id: number }>().id, enabledThreadGroups: null, cooldownSeconds: 0 },
        ...{ minimumSamples: 1, properties: {}, slos: [], isActive: true, loads: [] },
      });
      scenarioIds.push(answer.json<{ id: number }>().id);
    }
    const [one, two] = scenarioIds;
    const change = (id: number, body: object) => api.ask('Admin', 'PUT', `/api/scripts/${id}`, body);
    for (const { id } of scripts) {
      expect((await change(id, { isDefault: true, scenarioId: one })).json()).toMatchObject({ isDefault: true });
    }
    expect((await get(`/api/scripts/${scripts[0].id}`)).json()).toMatchObject({ isDefault: false, scenarioNames: [] });
    expect((await get(`/api/scripts/${scripts[1].id}`)).json()).toMatchObject({
      isDefault: true,
      scenarioNames: ['one'],
    });
    expect((await get(`/api/scenarios/${one}`)).json()).toMatchObject({ scriptId: scripts[1].id });
    expect((await change(scripts[1].id, { scenarioId: two })).json()).toMatchObject({ isDefault: false });
    expect((await api.ask('Admin', 'DELETE', `/api/scripts/${scripts[1].id}`)).statusCode).toBe(409);
  });
});

describe('preflight', () => {
  it('knows what .properties files give, and files beside a plan in a folder', async () => {
    const archive = await zip({
      'plans/plan.jmx': FAULTS.replaceAll('name="filename">', 'name="filename">../data/'),
      'load.properties': 'port = 9191\n',
    });
    const { id } = (await upload([{ name: 'a.zip', content: archive }])).json<Script>();
    const look = (await get(`/api/scripts/${id}/preflight`)).json<Preflight>();
    expect(look.properties.find(({ name }) => name === 'port')).toMatchObject({ value: '9191' });
    const missing = look.files.find(({ use }) => use === 'CSV data');
    const sent = await zip({ 'plans/x.csv': 'x', [missing?.path.replace('../', '') ?? '']: 'name\nanna\n' });
    expect((await revise(id, [{ name: 'b.zip', content: sent }])).statusCode).toBe(201);
    const { files } = (await get(`/api/scripts/${id}/preflight`)).json<Preflight>();
    expect(files.find(({ use }) => use === 'CSV data')).toMatchObject({ isThere: true, lineCount: 1 });
  });

  it('names the planted faults of a script, and forgets the missing file once it was sent', async () => {
    const { id } = (await upload([plan(FAULTS)])).json<Script>();
    const look = async () =>
      (await get(`/api/scripts/${id}/preflight?userCount=8&durationSeconds=60`)).json<Preflight>();
    const before = await look();
    const missing = before.files.find(({ use, isThere }) => use === 'CSV data' && isThere === false);
    expect(before.findings.some(({ code }) => code === 'csv-missing')).toBe(true);
    expect(
      before.threadGroups.filter(({ load }) => load !== null).reduce((sum, { load }) => sum + (load?.userCount ?? 0), 0)
    ).toBe(8);
    await revise(id, [{ name: missing?.path ?? '', content: 'name\nanna\nbert\n' }]);
    const after = await look();
    expect(after.revisionNumber).toBe(2);
    expect(after.files.find(({ path }) => path === missing?.path)).toMatchObject({ isThere: true });
    expect((await get(`/api/scripts/${id}/preflight?revision=1`)).json<Preflight>().revisionNumber).toBe(1);
  });
});

describe('SLOs that are typed', () => {
  it('are looked at with the labels of the script', async () => {
    const { id } = (await upload([plan(FAULTS)])).json<Script>();
    const texts = ['p95 of Search < 1 s', 'p95 of Serach < 1 s'];
    const answer = await api.ask('Viewer', 'POST', '/api/slos/check', { texts, scriptId: id });
    const { results, labels } = answer.json<SloCheck>();
    expect(labels).toContain('Search');
    expect(results.map(({ warning }) => warning === null)).toEqual([true, false]);
    expect(results[1]?.warning).toContain('Search');
  });
});

describe('what a crash left of uploads', () => {
  it('is swept away, and what scripts name stays', async () => {
    const { id } = (await upload([plan()])).json<Script>();
    const before = stored();
    const uploads = join(api.dataDirectory, 'jmeter-scripts', 'uploads');
    mkdirSync(join(uploads, 'abc.part'));
    writeFileSync(join(uploads, 'abc.part', 'plan.jmx'), PLAN);
    mkdirSync(join(uploads, '0123456789abcdef-01234567'));
    writeFileSync(join(uploads, '0123456789abcdef-01234567', 'plan.jmx'), PLAN);
    await api.sidecar.start();
    expect(stored()).toEqual(before);
    expect((await get(`/api/scripts/${id}/download`)).body).toBe(PLAN);
  });
});
