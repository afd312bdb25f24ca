import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';

import { SETTINGS } from '../../backend-sidecar/src/config/setting-definitions.ts';
import * as schema from '../../backend-sidecar/src/persistence/schema.ts';
import { BLOCK_VARIABLES, TEXT_VARIABLES } from '../../backend-sidecar/src/reports/confluence/template.ts';
import { apiDocument } from '../../scripts/api-docs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Markdown of the project, without its source folders and installed packages. */
const documents = [
  'README.md',
  'src/README.md',
  'CHANGELOG.md',
  'dashboards/README.md',
  ...['docs', 'docs/adr'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`)
  ),
];

describe('the documents', () => {
  it.each(documents)('%s names only npm scripts that exist', (path) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = matches(read(path), /npm run (?:-s )?([a-z][\w:-]*)/g);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('the README tells the two commands', () => {
    expect(read('README.md')).toMatch(/^npm run demo$/m);
    expect(read('README.md')).toMatch(/^npm test$/m);
  });

  it.each(documents)('%s links only to files and headings that exist', (path) => {
    const links = matches(withoutCode(read(path)), /\]\(([^)\s]+)\)/g).filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !resolves(path, link))).toEqual([]);
  });

  it('CONFLUENCE.md lists the variables of templates', () => {
    const rows = [...read('docs/CONFLUENCE.md').matchAll(/^\| `\{\{(\w+)\}\}`\s+\| (.*?)\s+\|$/gm)];
    const listed = rows.map(([, name, meaning]) => [name, meaning]);
    expect(listed).toEqual(Object.entries({ ...TEXT_VARIABLES, ...BLOCK_VARIABLES }));
  });

  it('API.md is what the contract says (npm run docs:api)', async () => {
    expect(read('docs/API.md')).toBe(await apiDocument());
  }, 60_000);
});

function withoutCode(markdown: string): string {
  return markdown.replace(/```[\s\S]*?```/g, '');
}

function resolves(from: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? join(ROOT, from) : resolve(ROOT, dirname(from), file);
  if (!existsSync(target) || heading === undefined) {
    return existsSync(target);
  }
  return matches(readFileSync(target, 'utf8'), /^#+ (.*)$/gm)
    .map(anchorOf)
    .includes(heading);
}

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The columns of the plan's schema, table by table. */
const PLAN: Readonly<Record<string, string>> = {
  scenarios:
    'id name display_name description test_type load_user_count stress_user_count duration_minutes ramp_up_seconds cooldown_seconds default_jmx_script_id config is_active created_at',
  test_types: 'id name display_name description',
  jmx_scripts: 'id name description file_path file_size checksum is_default scenario_id uploaded_by uploaded_at',
  versions: 'id version display_name release_date description is_active created_at',
  test_runs:
    'id name scenario_id test_type_id version_id jmx_script_id baseline_id runner_type runner_config user_count duration_minutes ramp_up_seconds status progress current_phase queued_at started_at completed_at result_file jmeter_log error_log exit_code total_samples error_count error_percent average_response_time p90_response_time p95_response_time throughput created_at created_by',
  test_statistics:
    'id test_run_id transaction_name transaction_label sample_count error_count error_percent min max mean median std_dev p90 p95 p99 throughput received_kb_per_sec sent_kb_per_sec status regression_severity baseline_p90 p90_change_percent created_at',
  baselines:
    'id name description scenario_id test_type_id version_id source_test_run_id metrics is_default is_active created_at',
  reports:
    'id name type test_run_ids current_version_id previous_version_id baseline_id excel_file_path html_file_path html_hosted_url total_transactions improved_count degraded_count critical_count overall_status confluence_published confluence_page_id confluence_url auto_publish_confluence status created_at',
  grafana_snapshots:
    'id report_id test_run_id dashboard_uid dashboard_name panel_id panel_title time_from time_to image_path image_size created_at',
  schedules:
    'id name description cron_expression next_run_at last_run_at scenario_id test_type_id version_id jmx_script_id is_active created_at',
  settings: 'id category key value description updated_at',
};

describe('DATABASE.md', () => {
  const tables = Object.values(schema).filter((value) => is(value, SQLiteTable));
  const sections = new Map(
    read('docs/DATABASE.md')
      .split(/^#{2,3} /m)
      .slice(1)
      .map((section) => [matches(section, /^`(\w+)`/g)[0] ?? '', section])
  );

  it.each(Object.entries(PLAN))('maps every column of the plan’s %s', (table, columns) => {
    const rows = matches(sections.get(table) ?? '', /^\| `(\w+)`/gm);
    expect(rows).toEqual(columns.split(' '));
  });

  it.each(tables.map((table) => [getTableName(table), table] as const))('knows our table %s', (name, table) => {
    const text = sections.get(name);
    if (text === undefined) {
      expect(read('docs/DATABASE.md')).toContain(`| \`${name}\``);
      return;
    }
    const columns = Object.values(getTableColumns(table)).map((column) => column.name);
    expect(columns.filter((column) => !text.includes(`\`${column}\``))).toEqual([]);
  });
});

/** The plan's variables; those that the code reads stand in the code. */
const PLANNED_VARIABLES =
  'DATABASE_URL INFLUXDB_URL INFLUXDB_DATABASE INFLUXDB_USERNAME INFLUXDB_PASSWORD GRAFANA_URL GRAFANA_API_TOKEN GRAFANA_SYSTEM_DASHBOARD_UID GRAFANA_JMETER_DASHBOARD_UID CONFLUENCE_URL CONFLUENCE_USERNAME CONFLUENCE_API_TOKEN CONFLUENCE_SPACE_KEY CONFLUENCE_PARENT_PAGE_ID JMETER_PATH JMETER_HOME SSH_HOST SSH_PORT SSH_USERNAME SSH_PRIVATE_KEY_PATH JENKINS_URL JENKINS_USERNAME JENKINS_API_TOKEN JENKINS_JOB_NAME DATA_DIR JMETER_SCRIPTS_DIR RESULTS_DIR REPORTS_DIR';

describe('.env.example', () => {
  const [readNow = '', notYet = ''] = read('.env.example').split(/^# -+ In the plan, .*$/m);
  const variablesIn = (text: string) => matches(text, /^(?:# )?([A-Z][A-Z0-9_]+)=/gm);
  const inCode = [
    ...matches(read('backend-sidecar/src/config/config.ts'), /environment\.([A-Z0-9_]+)/g),
    ...SETTINGS.map(({ variable }) => variable),
    ...matches(read('backend-sidecar/src/config/ssh-generator.ts'), /'(SSH_[A-Z_]+)'/g),
  ];

  it('has first what the code reads, and nothing else there', () => {
    expect(new Set(variablesIn(readNow))).toEqual(new Set(inCode));
  });

  it('has every variable of the plan, under the heading that is true of it', () => {
    const others = PLANNED_VARIABLES.split(' ').filter((name) => !inCode.includes(name));
    expect(new Set(variablesIn(notYet))).toEqual(new Set(others));
  });
});

describe('the project’s files', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
  const texts = tracked.filter((path) => !/\.(png|jpg|gz|xlsx|woff2?)$/.test(path) && existsSync(join(ROOT, path)));

  it('name no place of one machine', () => {
    const place = new RegExp(`(^|[\\s"'\`(=:])/(${['home', 'Users', 'work'].join('|')}|root)/[\\w.-]`, 'm');
    expect(texts.filter((path) => place.test(read(path)))).toEqual([]);
  });

  it('name no package registry', () => {
    const registry = new RegExp(
      `https?://[^\\s"']*(${['registry', 'artifactory', 'nexus', 'verdaccio'].join('|')})`,
      'i'
    );
    expect(texts.filter((path) => registry.test(read(path)))).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});
