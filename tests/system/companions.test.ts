import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yazl from 'yazl';

import type { Preflight } from '../../backend-sidecar/src/contract/preflight.ts';
import type { Script } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import { csvFile, pause, plainPlan, plan, request, threadGroup } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

const PROBE = `package org.example;
import org.apache.jmeter.config.Arguments;
import org.apache.jmeter.protocol.java.sampler.*;
import org.apache.jmeter.samplers.SampleResult;
public class Probe implements JavaSamplerClient {
  public void setupTest(JavaSamplerContext context) {}
  public void teardownTest(JavaSamplerContext context) {}
  public Arguments getDefaultParameters() { return null; }
  public SampleResult runTest(JavaSamplerContext context) {
    SampleResult result = new SampleResult();
    result.sampleStart();
    result.sampleEnd();
    result.setSuccessful(true);
    result.setResponseCode("200");
    result.setResponseMessage("probed");
    return result;
  }
}
`;

let bed: TestBed;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'companions-'));
  bed = await TestBed.open();
});
afterAll(async () => {
  await bed.close();
  rmSync(folder, { recursive: true });
});

/** A jar with a sampler of its own, as teams write them. */
async function probeJar(): Promise<Buffer> {
  const home = process.env.JMETER_HOME ?? (await assembleJMeter());
  const source = join(folder, 'org', 'example', 'Probe.java');
  mkdirSync(join(folder, 'org', 'example'), { recursive: true });
  writeFileSync(source, PROBE);
  const library = join(home, 'lib', 'ext');
  // The command `javac` would read an asterisk; the compiler itself takes it for a name.
  const classPath = readdirSync(library)
    .map((name) => join(library, name))
    .join(':');
  // A Java without development kit has the compiler, but no command for it.
  const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main', '-Xlint:none'];
  execFileSync('java', [...compiler, '-cp', classPath, '-d', folder, source], { stdio: 'pipe' });
  return zip({
    'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n',
    'org/example/Probe.class': readFileSync(join(folder, 'org', 'example', 'Probe.class')),
  });
}

async function zip(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const file = new yazl.ZipFile();
  Object.entries(entries).forEach(([name, content]) => file.addBuffer(Buffer.from(content), name));
  file.end();
  return buffer(file.outputStream);
}

const probe = `<JavaSampler guiclass="JavaTestSamplerGui" testclass="JavaSampler" testname="Probe">
<elementProp name="arguments" elementType="Arguments"><collectionProp name="Arguments.arguments"/></elementProp>
<stringProp name="classname">org.example.Probe</stringProp></JavaSampler><hashTree/>
`;

const PLAN = plan([
  threadGroup('users', [
    csvFile('../data/users.csv'),
    pause(20),
    request('Hello ${name} from ${__P(place,nowhere)}', '/ok'),
    probe,
  ]),
]);

describe('a script with companions', () => {
  it('runs with its data, its jars and its properties, which lie in folders of a zip file', async () => {
    const scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 2, userCount: 1 });
    const files = {
      'shop/plans/shop.jmx': PLAN,
      'shop/data/users.csv': 'anna\nbert\n',
      'shop/place.properties': 'place=here',
    };
    const form = new FormData();
    form.append('keepCompanions', 'false');
    form.append(
      'file',
      new Blob([new Uint8Array(await zip({ ...files, 'shop/lib/probe.jar': await probeJar() }))]),
      'shop.zip'
    );
    const script = await bed.api.upload<Script>(`/scripts/${scenario.scriptId}/revisions`, form);
    expect(script).toMatchObject({ revisionNumber: 2, fileName: 'plans/shop.jmx' });

    const { findings, files: named } = await bed.api.get<Preflight>(`/scripts/${script.id}/preflight`);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(named).toMatchObject([{ path: '../data/users.csv', isThere: true, lineCount: 2 }]);

    const { id } = await bed.queue(scenario);
    expect(await bed.untilEnded(id)).toMatchObject({ status: 'completed', exitCode: 0, error: null });
    const { rows } = await bed.api.get<RunStatistics>(`/tests/${id}/statistics`);
    expect(rows.map(({ label, errors }) => [label, errors]).sort()).toEqual([
      ['Hello anna from here', 0],
      ['Hello bert from here', 0],
      ['Probe', 0],
    ]);
  });
});
