import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { KindCount, PlanElement, Preflight, ReferencedFile } from 'perftest-automation-sidecar/contract/preflight';

import { formatCount, NO_DATA } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { Facts } from '../../shared/ui/Facts';
import { Section } from '../../shared/ui/Section';
import { type Look, Mark } from '../../shared/ui/Verdict';

/** Everything that is in the plan; what it has nothing of is left out, and named at the end. */
export function PlanContents({ preflight }: { preflight: Preflight }) {
  const styles = useStyles2(getStyles);
  const { properties, placeholders, files, samplers } = preflight;
  const lists = elementLists(preflight);
  return (
    <>
      {properties.length > 0 && <Properties properties={properties} />}
      {placeholders.length > 0 && <Placeholders placeholders={placeholders} />}
      {files.length > 0 && <Files files={files} />}
      <div className={styles.columns}>
        <Counts samplers={samplers} preflight={preflight} />
        {lists
          .filter(({ elements }) => elements.length > 0)
          .map(({ title, note, elements }) => (
            <Elements key={title} title={title} note={note} elements={elements} />
          ))}
      </div>
      <Absent lists={lists} preflight={preflight} />
    </>
  );
}

interface ElementList {
  title: string;
  note?: string;
  elements: readonly PlanElement[];
}

function elementLists(preflight: Preflight): ElementList[] {
  return [
    { title: 'Missing classes', note: 'this JMeter does not have them', elements: preflight.missingClasses },
    { title: 'Transactions', elements: preflight.transactions },
    { title: 'Listeners', note: 'a run switches off those that cost memory', elements: preflight.listeners },
    { title: 'Backend listeners', elements: preflight.backendListeners },
    { title: 'Elements that execute code', elements: preflight.codeElements },
    { title: 'Includes', elements: preflight.includes },
    { title: 'Fragments', elements: preflight.fragments },
  ];
}

type Property = Preflight['properties'][number];

const PROPERTY_COLUMNS: ReadonlyArray<Column<Property>> = [
  {
    id: 'name',
    header: 'Property',
    width: '30%',
    cell: ({ name }) => <code>{name}</code>,
    sortValue: ({ name }) => name,
  },
  {
    id: 'default',
    header: 'Default in the script',
    width: '30%',
    cell: ({ defaultValue }) => <Value text={defaultValue} />,
  },
  {
    id: 'value',
    header: 'In force',
    cell: ({ value, isSecret }) => {
      if (isSecret) {
        return <Value text="a secret of the environment" isWord />;
      }
      return value === null ? <Value text="the default" isWord /> : <Value text={value} />;
    },
  },
];

function Properties({ properties }: { properties: readonly Property[] }) {
  return (
    <Section title="Properties that it reads" note="given by environment, scenario, test type or run" isBare>
      <DataTable caption="Properties" columns={PROPERTY_COLUMNS} rows={properties} rowKey={({ name }) => name} />
    </Section>
  );
}

function Value({ text, isWord = false }: { text: string; isWord?: boolean }) {
  const styles = useStyles2(getStyles);
  if (isWord || text === '') {
    return <span className={styles.minor}>{isWord ? text : 'empty'}</span>;
  }
  return <code className={styles.value}>{text}</code>;
}

function Placeholders({ placeholders }: { placeholders: Preflight['placeholders'] }) {
  return (
    <Section title="Placeholders" note="replaced in the run’s copy">
      <Facts
        facts={placeholders.map(({ name, value }) => ({
          name: `@@${name}@@`,
          value: value === null ? <Mark look={NO_VALUE} /> : <code>{value}</code>,
        }))}
      />
    </Section>
  );
}

const NO_VALUE: Look = { word: 'has no value', icon: 'times-circle', tone: 'bad' };
const THERE: Look = { word: 'there', icon: 'check', tone: 'good' };
const MISSING: Look = { word: 'missing', icon: 'times-circle', tone: 'bad' };
const UNKNOWN: Look = { word: 'at run time', icon: 'question-circle', tone: 'quiet' };

const FILE_COLUMNS: ReadonlyArray<Column<ReferencedFile>> = [
  { id: 'path', header: 'File', width: '28%', cell: ({ path }) => <Value text={path} /> },
  { id: 'use', header: 'Used as', width: 100, cell: ({ use }) => use },
  { id: 'there', header: 'State', width: 120, cell: ({ isThere }) => <Mark look={fileLook(isThere)} /> },
  {
    id: 'lines',
    header: 'Data lines',
    width: 110,
    isNumber: true,
    cell: ({ lineCount }) => formatCount(lineCount),
    sortValue: ({ lineCount }) => lineCount,
  },
  { id: 'reused', header: 'At its end', width: 130, cell: ({ isReused }) => endOf(isReused) },
  { id: 'element', header: 'Element', cell: ({ element, line }) => `${element}, line ${line}` },
];

function Files({ files }: { files: readonly ReferencedFile[] }) {
  return (
    <Section title="Files that it names" note="looked for beside the test plan" isBare>
      <DataTable
        caption="Files that the script names"
        columns={FILE_COLUMNS}
        rows={files}
        rowKey={({ line, path, use }) => `${line} ${use} ${path}`}
        minWidth={820}
      />
    </Section>
  );
}

function fileLook(isThere: boolean | null): Look {
  if (isThere === null) {
    return UNKNOWN;
  }
  return isThere ? THERE : MISSING;
}

function endOf(isReused: boolean | null): string {
  if (isReused === null) {
    return NO_DATA;
  }
  return isReused ? 'begins again' : 'users end';
}

function Counts({ samplers, preflight }: { samplers: readonly KindCount[]; preflight: Preflight }) {
  const { assertionCount, timerCount } = preflight;
  const facts = [
    ...samplers.map(({ kind, count }) => ({ name: kind, value: formatCount(count) })),
    { name: 'Assertions', value: formatCount(assertionCount) },
    { name: 'Timers', value: formatCount(timerCount) },
  ];
  return (
    <Section title="Samplers">
      <Facts facts={facts} />
    </Section>
  );
}

function Elements({ title, note, elements }: ElementList) {
  const styles = useStyles2(getStyles);
  return (
    <Section title={title} note={note}>
      <ul className={styles.elements} tabIndex={0} aria-label={title}>
        {elements.map((element, index) => (
          <li key={index} className={styles.element}>
            <span className={element.isEnabled ? undefined : styles.off}>
              {element.name}
              {!element.isEnabled && ' (off)'}
            </span>
            <span className={styles.line}>line {element.line}</span>
            <span className={styles.detail} title={element.kind}>
              {[element.kind.split('.').at(-1), element.detail].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Nothing of a kind is an answer too, but none that needs a section. */
function Absent({ lists, preflight }: { lists: readonly ElementList[]; preflight: Preflight }) {
  const styles = useStyles2(getStyles);
  const names = [
    ...(preflight.properties.length === 0 ? ['properties'] : []),
    ...(preflight.files.length === 0 ? ['files'] : []),
    ...lists.filter(({ elements }) => elements.length === 0).map(({ title }) => title.toLowerCase()),
  ];
  return names.length === 0 ? null : <p className={styles.minor}>The plan has none of these: {names.join(', ')}.</p>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  // Sections of unequal height fill the columns one after another, without holes.
  columns: css({
    columnWidth: 380,
    columnGap: theme.spacing(3),
    '& > section': { breakInside: 'avoid', marginBottom: theme.spacing(3) },
  }),
  minor: css({ color: theme.colors.text.secondary }),
  value: css({ whiteSpace: 'normal', overflowWrap: 'anywhere' }),
  elements: css({ listStyle: 'none', margin: 0, maxHeight: 320, overflow: 'auto' }),
  element: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: theme.spacing(2),
    padding: theme.spacing(0.5, 0),
    overflowWrap: 'anywhere',
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  off: css({ color: theme.colors.text.secondary }),
  line: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
  detail: css({
    gridColumn: '1 / -1',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
