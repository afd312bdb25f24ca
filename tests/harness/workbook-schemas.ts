import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { unzip } from '../../backend-sidecar/src/reports/excel/read-xlsx-independently.ts';

/** Fetched by scripts/setup.mjs. */
const SCHEMAS = fileURLToPath(new URL('../../.cache/ooxml-schemas-5.2.5', import.meta.url));

/** By which schema of ECMA-376 (transitional) each part of a workbook is written. */
const SCHEMA_OF: ReadonlyArray<[part: RegExp, schema: string]> = [
  [/^xl\/(workbook|styles|sharedStrings|worksheets\/[^/]+)\.xml$/, 'sml.xsd'],
  [/^xl\/charts\/[^/]+\.xml$/, 'dml-chart.xsd'],
  [/^xl\/drawings\/[^/]+\.xml$/, 'dml-spreadsheetDrawing.xsd'],
  [/^xl\/theme\/[^/]+\.xml$/, 'dml-main.xsd'],
  [/^docProps\/app\.xml$/, 'shared-documentPropertiesExtended.xsd'],
  [/\.rels$/, 'opc-relationships.xsd'],
];

export interface SchemaFindings {
  /** Parts that no schema is there for. */
  unchecked: string[];
  checked: string[];
  errors: string[];
}

/**
 * What libxml2 says of each part of a workbook, by the schemas of the standard.
 * @param change of a part, to see that it is found
 */
export function checkBySchemas(file: Buffer, change = (_name: string, xml: string) => xml): SchemaFindings {
  const folder = mkdtempSync(join(tmpdir(), 'workbook-'));
  try {
    const parts = [...unzip(file)].map(([name, part]) => [name, change(name, part.toString('utf8'))] as const);
    return checkParts(parts, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkParts(parts: ReadonlyArray<readonly [name: string, xml: string]>, folder: string): SchemaFindings {
  const findings: SchemaFindings = { checked: [], unchecked: [], errors: [] };
  const pathsBySchema = new Map<string, string[]>();
  for (const [name, xml] of parts) {
    const schema = SCHEMA_OF.find(([pattern]) => pattern.test(name))?.[1];
    if (schema === undefined) {
      findings.unchecked.push(name);
      continue;
    }
    const path = join(folder, name.replaceAll('/', '~'));
    writeFileSync(path, understood(xml));
    pathsBySchema.set(schema, [...(pathsBySchema.get(schema) ?? []), path]);
    findings.checked.push(name);
  }
  for (const [schema, paths] of pathsBySchema) {
    findings.errors.push(...lint(schema, paths));
  }
  return findings;
}

function lint(schema: string, paths: readonly string[]): string[] {
  const { status, stderr, error } = spawnSync(
    'xmllint',
    ['--noout', '--nonet', '--schema', join(SCHEMAS, schema), ...paths],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  );
  if (error !== undefined) {
    throw error;
  }
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'));
  return status === 0 ? [] : lines.map((line) => line.replaceAll(`${dirname(paths[0] ?? '')}/`, ''));
}

/**
 * As a program sees it that knows this standard only (part 3, markup compatibility): without what a part itself calls
 * ignorable. `xml:space` is the XML standard's: part 1, 18.4.12 shows it on texts, its schema does not name it.
 */
function understood(xml: string): string {
  const ignorable = /\bmc:Ignorable="([^"]*)"/.exec(xml)?.[1]?.split(/\s+/) ?? [];
  return ignorable
    .reduce((text, prefix) => text.replace(new RegExp(`\\s${prefix}:[\\w-]+="[^"]*"`, 'g'), ''), xml)
    .replace(/\smc:Ignorable="[^"]*"/, '')
    .replace(/\sxml:space="preserve"/g, '');
}
