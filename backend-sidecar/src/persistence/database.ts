import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';

import * as schema from './schema.ts';

export type Database = BetterSQLite3Database<typeof schema>;

export interface OpenDatabase {
  db: Database;
  /** The copy that was kept because a migration ran over existing data, or null. */
  copyPath: string | null;
  close: () => void;
}

interface OpenOptions {
  /** Path of the database file, or `:memory:`. */
  path: string;
  migrationsDirectory: string;
  nowMs: number;
}

/** Opens the database, keeps a copy of it if a migration is due, and migrates it. Throws when a migration fails. */
export function openDatabase({ path, migrationsDirectory, nowMs }: OpenOptions): OpenDatabase {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
  }
  const sqlite = new Sqlite(path);
  sqlite.pragma('journal_mode = WAL');
  // A run's stages must survive a power cut, not only a crash of the process.
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  refuseNewerDatabase(sqlite, migrationsDirectory);
  const copyPath = copyBeforeMigration({ sqlite, path, migrationsDirectory, nowMs });
  const db = drizzle(sqlite, { schema });
  migrateTables(sqlite, () => migrate(db, { migrationsFolder: migrationsDirectory }));
  return { db, copyPath, close: () => sqlite.close() };
}

/**
 * With foreign keys off, as SQLite's manual asks for: a migration that makes a table anew drops the old one, and that would
 * delete all that hangs on its rows. Afterwards every reference is checked.
 */
function migrateTables(sqlite: Sqlite.Database, migrateAll: () => void): void {
  sqlite.pragma('foreign_keys = OFF');
  migrateAll();
  const broken = sqlite.pragma('foreign_key_check') as Array<{ table: string; rowid: number; parent: string }>;
  if (broken.length > 0) {
    const [first] = broken;
    throw new Error(
      `After the migration ${broken.length} rows refer to nothing, e.g. row ${first?.rowid} of ${first?.table} to ${first?.parent}`
    );
  }
  sqlite.pragma('foreign_keys = ON');
}

/** Copies a database that holds data and lacks a migration to `<name>.before-<migration>.<ms>.db` beside it. */
function copyBeforeMigration(options: OpenOptions & { sqlite: Sqlite.Database }): string | null {
  const due = firstDueMigration(options.sqlite, options.migrationsDirectory);
  if (due === null || options.path === ':memory:' || appliedMigrations(options.sqlite) === 0) {
    return null;
  }
  const copyPath = options.path.replace(/(\.db)?$/, `.before-${due}.${options.nowMs}.db`);
  options.sqlite.prepare('VACUUM INTO ?').run(copyPath);
  return copyPath;
}

/** A version that does not know the tables would read them wrongly, or write into them what a later one cannot read. */
function refuseNewerDatabase(sqlite: Sqlite.Database, migrationsDirectory: string): void {
  const known = knownMigrations(migrationsDirectory).length;
  const applied = appliedMigrations(sqlite);
  if (applied > known) {
    sqlite.close();
    throw new Error(
      `This database was written by a newer version of the sidecar (${applied} migrations, this version knows ${known}). ` +
        'Start that version, or put back the copy that it made before its migration: db/perf-test.before-….db'
    );
  }
}

function firstDueMigration(sqlite: Sqlite.Database, migrationsDirectory: string): string | null {
  return knownMigrations(migrationsDirectory)[appliedMigrations(sqlite)]?.tag ?? null;
}

function knownMigrations(migrationsDirectory: string): Array<{ tag: string }> {
  const journal = JSON.parse(readFileSync(join(migrationsDirectory, 'meta', '_journal.json'), 'utf8')) as {
    entries: Array<{ tag: string }>;
  };
  return journal.entries;
}

function appliedMigrations(sqlite: Sqlite.Database): number {
  const table = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (table === undefined) {
    return 0;
  }
  const row = sqlite.prepare('SELECT count(*) AS n FROM __drizzle_migrations').get() as { n: number };
  return row.n;
}
