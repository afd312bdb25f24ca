import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** A copy of the first migrations only, as an older sidecar had them. */
export function olderMigrations(folder: string, count: number): string {
  const older = join(folder, 'migrations');
  cpSync(MIGRATIONS, older, { recursive: true });
  const path = join(older, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: Array<{ idx: number }> };
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.filter(({ idx }) => idx < count) }));
  return older;
}

/** What a run refers to, in the tables of any version. */
export const REFERRED_TO = `
  INSERT INTO environments (id, name, properties) VALUES (1, 'e', '{}');
  INSERT INTO test_types (id, name, display_name) VALUES (1, 't', 't');
  INSERT INTO versions (id, version) VALUES (1, '1');
  INSERT INTO jmx_scripts (id, name) VALUES (1, 'j');
  INSERT INTO script_revisions (id, jmx_script_id, number, directory, file_name, file_size, checksum, files,
    thread_groups, uploaded_by, uploaded_at_ms) VALUES (1, 1, 1, '', '', 1, '', '[]', '[]', '', 1);
  INSERT INTO scenarios (id, name, display_name, test_type, environment_id, config) VALUES (1, 's', 's', 'standalone', 1, '{}');
  INSERT INTO batches (id, name, version_id, findings, created_by) VALUES (1, 'b', 1, '[]', 'zoe');`;
