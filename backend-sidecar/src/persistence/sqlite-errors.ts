import { AppError } from '../kernel/errors.ts';

type Translation = (what: string, cause: unknown) => AppError;

const WHEN_SAVED: Readonly<Record<string, Translation>> = {
  SQLITE_CONSTRAINT_UNIQUE: (what, cause) => new AppError('CONFLICT_NAME', what, { cause }),
  SQLITE_CONSTRAINT_FOREIGNKEY: (what, cause) =>
    new AppError('REQUEST_INVALID', `${what} refers to something that does not exist`, { cause }),
  SQLITE_CONSTRAINT_PRIMARYKEY: (what, cause) =>
    new AppError('REQUEST_INVALID', `${what} names something twice`, { cause }),
};

const WHEN_DELETED: Readonly<Record<string, Translation>> = {
  SQLITE_CONSTRAINT_FOREIGNKEY: (what, cause) => new AppError('CONFLICT_IN_USE', what, { cause }),
};

/** Runs a write; a name that is taken, or a reference to nothing, becomes an error that says so. */
export function translateConflicts<T>(what: string, write: () => T): T {
  return translated(WHEN_SAVED, what, write);
}

/** Runs a deletion; a row that is still in use becomes an error that says so. */
export function refuseInUse<T>(what: string, deletion: () => T): T {
  return translated(WHEN_DELETED, what, deletion);
}

function translated<T>(translations: Readonly<Record<string, Translation>>, what: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw translations[String(sqliteCode(error))]?.(what, error) ?? error;
  }
}

/** Drizzle wraps the driver's error; the code is on it or on its cause. */
function sqliteCode(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return undefined;
  }
  return 'code' in error ? error.code : sqliteCode(error.cause);
}
