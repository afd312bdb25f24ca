import { readdirSync, readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AppError } from '../kernel/errors.ts';
import { prepareCopy as prepare, type CopyRequest } from './prepare-copy.ts';
import { readPlan } from './read-plan.ts';

const fixtures = new URL('../../../tests/fixtures/jmeter/', import.meta.url);

/** The script's own schedule stays and nothing is filled in, unless a test says otherwise. */
function prepareCopy(request: Partial<CopyRequest> & { xml: string }) {
  return prepare({
    load: null,
    isSmoke: false,
    properties: {},
    placeholders: {},
    secretNames: [],
    keepFailuresIn: null,
    ...request,
  });
}

function plan(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<jmeterTestPlan version="1.2" properties="5.0" jmeter="5.6.3">
  <hashTree>
    <TestPlan guiclass="TestPlanGui" testclass="TestPlan" testname="Plan"/>
    <hashTree>
${content}
    </hashTree>
  </hashTree>
</jmeterTestPlan>
`;
}

interface GroupText {
  readonly name: string;
  readonly attributes?: string;
  readonly tag?: string;
  readonly properties?: string;
}

const ADJUSTABLE = `<stringProp name="ThreadGroup.num_threads">\${__P(threads,25)}</stringProp>
        <stringProp name="ThreadGroup.ramp_time">\${__P(rampup,60)}</stringProp>
        <boolProp name="ThreadGroup.scheduler">true</boolProp>
        <stringProp name="ThreadGroup.duration">\${__P(duration,60)}</stringProp>
        <elementProp name="ThreadGroup.main_controller" elementType="LoopController"><intProp name="LoopController.loops">-1</intProp></elementProp>`;

function group({ name, attributes = '', tag = 'ThreadGroup', properties = ADJUSTABLE }: GroupText): string {
  return `      <${tag} guiclass="${tag}Gui" testclass="${tag}" testname="${name}"${attributes}>
        ${properties}
      </${tag}>
      <hashTree/>`;
}

/** Lines that differ, as [line, original, copy]; the texts have as many lines. */
function changedLines(original: string, copy: string): Array<[number, string, string]> {
  const after = copy.split('\n');
  return original.split('\n').flatMap((line, index): Array<[number, string, string]> => {
    const other = after[index] ?? '';
    return line === other ? [] : [[index + 1, line.trim(), other.trim()]];
  });
}

function thrown(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) {
      return error;
    }
    throw error;
  }
  throw new Error('Nothing was thrown');
}

describe('prepareCopy', () => {
  it('switches main thread groups by name and leaves setUp and tearDown groups alone', () => {
    const xml = plan(
      [
        group({ name: 'prod' }),
        group({ name: 'rev', attributes: ' enabled="true"' }),
        group({ name: 'trans', attributes: " enabled = 'false'" }),
        group({ name: 'prepare', tag: 'SetupThreadGroup' }),
        group({ name: 'clean', tag: 'PostThreadGroup', attributes: ' enabled="false"' }),
      ].join('\n')
    );
    const copy = prepareCopy({ xml, enabledThreadGroups: ['trans'] });
    expect(readPlan(copy.xml).threadGroups.map(({ name, isEnabled }) => [name, isEnabled])).toEqual([
      ['prod', false],
      ['rev', false],
      ['trans', true],
      ['prepare', true],
      ['clean', false],
    ]);
    expect(copy.setUpGroups).toEqual(['prepare', 'clean']);
    expect(copy.edits).toEqual([
      { what: 'thread group switched off', element: 'prod', before: '', after: 'enabled="false"', line: 6 },
      {
        what: 'thread group switched off',
        element: 'rev',
        before: 'enabled="true"',
        after: 'enabled="false"',
        line: 14,
      },
      {
        what: 'thread group switched on',
        element: 'trans',
        before: "enabled = 'false'",
        after: 'enabled="true"',
        line: 22,
      },
    ]);
    expect(copy.warnings).toEqual([]);
    expect(changedLines(xml, copy.xml)).toHaveLength(3);
  });

  it('edits the attribute, not a value that looks like it or ends the tag', () => {
    const xml = plan(
      `<ThreadGroup testname='a > b enabled="true"' comment=" enabled='x' />"\n enabled='true'\t>${ADJUSTABLE}</ThreadGroup><hashTree/>${group({ name: 'other' })}`
    );
    const { xml: copy } = prepareCopy({ xml, enabledThreadGroups: ['other'] });
    expect(copy).toBe(xml.replace("\n enabled='true'\t>", '\n enabled="false"\t>'));
  });

  it('gives back the very text when there is nothing to change', () => {
    const xml = plan(group({ name: 'prod' }));
    expect(prepareCopy({ xml })).toEqual({ xml, edits: [], setUpGroups: [], warnings: [], influxDb: null });
    expect(prepareCopy({ xml, enabledThreadGroups: ['prod'] }).xml).toBe(xml);
  });

  it('refuses an unknown name, naming it and those there are', () => {
    const xml = plan(group({ name: 'prod' }) + group({ name: 'rev' }) + group({ name: 's', tag: 'SetupThreadGroup' }));
    const error = thrown(() => prepareCopy({ xml, enabledThreadGroups: ['prod', 'Prod', 's'] }));
    expect(error.code).toBe('SCRIPT_PLACEHOLDER');
    expect(error.detail).toBe('it has no thread group “Prod”, “s”; its thread groups are “prod”, “rev”');
  });

  it('refuses a copy in which no thread group would run', () => {
    const xml = plan(group({ name: 'prod', attributes: ' enabled="false"' }));
    expect(thrown(() => prepareCopy({ xml })).code).toBe('SCRIPT_PLACEHOLDER');
    expect(thrown(() => prepareCopy({ xml, enabledThreadGroups: [] })).code).toBe('SCRIPT_PLACEHOLDER');
  });

  it('takes Transaction Controllers out of parent mode', () => {
    const controllers = `<TransactionController testname="on"><boolProp name="TransactionController.includeTimers">true</boolProp><boolProp name="TransactionController.parent">true</boolProp></TransactionController><hashTree/>
<TransactionController testname="off"><boolProp name="TransactionController.parent">false</boolProp></TransactionController><hashTree/>
<TransactionController testname="asked"><stringProp name="TransactionController.parent">\${__P(parent)}</stringProp></TransactionController><hashTree/>
<TransactionController testname="absent"/><hashTree/>`;
    const xml = plan(`${group({ name: 'g' }).replace('<hashTree/>', `<hashTree>${controllers}</hashTree>`)}`);
    const copy = prepareCopy({ xml });
    expect(copy.edits.map(({ element, before, after }) => [element, before, after])).toEqual([
      ['on', 'true', 'false'],
      ['asked', '${__P(parent)}', 'false'],
    ]);
    expect(readPlan(copy.xml).transactionControllers.map(({ parentMode }) => parentMode.state)).toEqual(
      new Array(4).fill('off')
    );
  });

  it('switches off listeners that write a file or keep samples for a window, and only those', () => {
    const listeners = `<ResultCollector testname="file" enabled="true"><stringProp name="filename">/tmp/out.jtl</stringProp></ResultCollector><hashTree/>
<ResultCollector testname="window"><stringProp name="filename"></stringProp></ResultCollector><hashTree/>
<ResultCollector testname="off" enabled="false"><stringProp name="filename">x</stringProp></ResultCollector><hashTree/>
<kg.apc.jmeter.vizualizers.CorrectedResultCollector testclass="kg.apc.jmeter.vizualizers.CorrectedResultCollector" testname="plugin"><stringProp name="filename">y</stringProp></kg.apc.jmeter.vizualizers.CorrectedResultCollector><hashTree/>
<ResultCollector guiclass="ViewResultsFullVisualizer" testname="tree"/><hashTree/>
<ResultCollector guiclass="kg.apc.jmeter.vizualizers.ThreadsStateOverTimeGui" testname="plugin window"/><hashTree/>
<ResultCollector guiclass="SimpleDataWriter" testname="writer to nowhere"/><hashTree/>
<ResultSaver guiclass="ResultSaverGui" testname="saver"><stringProp name="FileSaver.filename"></stringProp></ResultSaver><hashTree/>`;
    const copy = prepareCopy({ xml: plan(group({ name: 'g' }) + listeners) });
    expect(copy.edits.map(({ what, element }) => [what, element])).toEqual([
      ['listener with a file switched off', 'file'],
      ['listener with a file switched off', 'plugin'],
      ['listener switched off', 'tree'],
      ['listener switched off', 'plugin window'],
      ['listener with a file switched off', 'saver'],
    ]);
    expect(readPlan(copy.xml).listeners.map(({ isEnabled }) => isEnabled)).toEqual([
      ...[false, true, false, false, false, false, true, false],
    ]);
  });

  it('leaves the schedules of the script alone without a load, and says what it cannot prepare', () => {
    const xml = plan(
      group({ name: 'looped', properties: '<intProp name="ThreadGroup.num_threads">5</intProp>' }) +
        group({ name: 'u', tag: 'kg.apc.jmeter.threads.UltimateThreadGroup', properties: '' }) +
        group({ name: 'looped', tag: 'SetupThreadGroup' }) +
        '<IncludeController testname="shared"/><hashTree/>'
    );
    const copy = prepareCopy({ xml });
    expect(copy.xml).toBe(xml);
    expect(copy.warnings).toEqual([
      'Thread group “looped” has the name of a setUp or tearDown group: its samples count as theirs.',
      'Include Controller “shared” brings in another file, which runs as it is: nothing in it was prepared.',
    ]);
  });
});

describe('every other byte of the copy', () => {
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.jmx')))('is that of %s', (name) => {
    const xml = readFileSync(new URL(name, fixtures), 'utf8');
    if (readPlan(xml).threadGroups.length === 0) {
      // A Test Fragment: nothing in it can run by itself.
      expect(thrown(() => prepareCopy({ xml })).code).toBe('SCRIPT_PLACEHOLDER');
      return;
    }
    const copy = prepareCopy({ xml });
    expect(undone(copy.xml, copy.edits)).toBe(xml);
    expect(changedLines(xml, copy.xml).map(([line]) => line)).toEqual([...new Set(copy.edits.map(({ line }) => line))]);
    expect(prepareCopy({ xml: copy.xml }).edits).toEqual([]);
  });

  it('is that of any plan, whatever its line ends, quotes and characters', () => {
    fc.assert(
      fc.property(planArbitrary, ({ pieces, lineEnd, bom, keep }) => {
        const join = (side: 'original' | 'expected') => bom + pieces.map((piece) => piece[side]).join(lineEnd);
        const copy = prepareCopy({ xml: join('original'), enabledThreadGroups: keep });
        expect(copy.xml).toBe(join('expected'));
      }),
      { numRuns: 300 }
    );
  });
});

/** Walks the edits backwards by their own account: each `after` is found in its line and put back. */
function undone(copy: string, edits: ReadonlyArray<{ before: string; after: string; line: number }>): string {
  const lines = copy.split('\n');
  for (const { before, after, line } of edits) {
    const text = lines[line - 1] ?? '';
    lines[line - 1] = before === '' ? text.replace(` ${after}`, '') : replaceAround(text, after, before);
  }
  return lines.join('\n');
}

function replaceAround(text: string, after: string, before: string): string {
  return after === 'false' ? text.replace('>false<', `>${before}<`) : text.replace(after, before);
}

interface Piece {
  readonly original: string;
  readonly expected: string;
}

const nastyText = fc
  .string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '😀',
      'é',
      '>',
      "'",
      '&quot;',
      '&amp;',
      '&#xd;',
      '/',
      '=',
      '-',
      '\t',
      '𝒳',
      ' enabled='
    ),
  })
  .filter((text) => !text.includes("'"));
const quoteArbitrary = fc.constantFrom('"', "'");
const unchanged = (text: string): Piece => ({ original: text, expected: text });

const noiseArbitrary = fc.oneof(
  nastyText.map((text) => unchanged(`<!-- ${text.replaceAll('-', '')} <ThreadGroup enabled="true"> -->`)),
  nastyText.map((text) =>
    unchanged(`<Sampler testname='${text}'><stringProp name="s">${text}</stringProp></Sampler><hashTree/>`)
  ),
  nastyText.map((text) =>
    unchanged(`<X><stringProp name="c"><![CDATA[</ThreadGroup> ${text} <]]></stringProp></X><hashTree/>`)
  )
);

const groupArbitrary = fc
  .record({
    title: nastyText,
    quote: quoteArbitrary,
    state: fc.constantFrom('true', 'false', undefined),
    isWanted: fc.boolean(),
    isSelfClosing: fc.boolean(),
  })
  .map(({ title, quote, state, isWanted, isSelfClosing }) => ({ title, quote, state, isWanted, isSelfClosing }));

type GroupDraw = Parameters<Parameters<typeof groupArbitrary.map>[0]>[0];

function groupPiece(
  { title, quote, state, isWanted, isSelfClosing }: GroupDraw,
  index: number
): Piece & { name: string | null } {
  // The number makes names unique; what the parser makes of the rest is asked of it, since it is what a person would pick.
  const tag = (attribute: string) =>
    `<ThreadGroup testname=${quote}${index}${title}${quote}${attribute}${isSelfClosing ? ' />' : `><p>${title}</p></ThreadGroup>`}<hashTree/>`;
  const original = tag(state === undefined ? '' : ` enabled=${quote}${state}${quote}`);
  const isChanged = isWanted !== (state !== 'false');
  const name = isWanted ? groupName(original) : null;
  return { original, expected: isChanged ? tag(` enabled="${isWanted}"`) : original, name };
}

function groupName(text: string): string | null {
  const wrapped = `<jmeterTestPlan><hashTree>${text}</hashTree></jmeterTestPlan>`;
  return readPlan(wrapped).threadGroups[0]?.name ?? null;
}

const transactionArbitrary = fc.tuple(nastyText, quoteArbitrary).map(([title, quote]): Piece => {
  const text = (value: string) =>
    `<TransactionController testname=${quote}${title}${quote}><boolProp name=${quote}TransactionController.parent${quote}>${value}</boolProp></TransactionController><hashTree/>`;
  return { original: text('true'), expected: text('false') };
});

const planArbitrary = fc
  .record({
    groups: fc.array(groupArbitrary, { minLength: 1, maxLength: 5 }),
    others: fc.array(fc.oneof(noiseArbitrary, transactionArbitrary), { maxLength: 6 }),
    lineEnd: fc.constantFrom('\n', '\r\n', ''),
    bom: fc.constantFrom('', '\uFEFF'),
  })
  .map(({ groups, others, lineEnd, bom }) => {
    const pieces = groups.map((draw, index) => groupPiece(index === 0 ? { ...draw, isWanted: true } : draw, index));
    return {
      pieces: [
        unchanged('<jmeterTestPlan><hashTree><TestPlan/><hashTree>'),
        ...others.slice(0, 3),
        ...pieces,
        ...others.slice(3),
        unchanged('</hashTree></hashTree></jmeterTestPlan>'),
      ],
      keep: pieces.flatMap(({ name }) => name ?? []),
      lineEnd,
      bom,
    };
  });
