import { AppError } from '../kernel/errors.ts';

/** Runs a write; a name that is taken or a row that is still in use becomes an error that says so. */
export function translateConflicts<T>(what: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw conflictOf(error, what) ?? error;
  }
}

function conflictOf(error: unknown, what: string): AppError | null {
  const code = sqliteCode(error);
  if (code === 'SQLITE_CONSTRAINT_UNIQUE') {
    return new AppError('CONFLICT_NAME', what, { cause: error });
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new AppError('CONFLICT_IN_USE', what, { cause: error });
  }
  return null;
}

/** Drizzle wraps the driver's error; the code is on it or on its cause. */
function sqliteCode(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return undefined;
  }
  return 'code' in error ? error.code : sqliteCode(error.cause);
}
