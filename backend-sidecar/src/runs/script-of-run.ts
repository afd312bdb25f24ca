import { AppError } from '../kernel/errors.ts';

/** The revision that a run was made with. Throws CONFLICT_STATE for an imported run: it has none. */
export function revisionIdOf({ id, revisionId }: { id: number; revisionId: number | null }): number {
  if (revisionId === null) {
    throw new AppError('CONFLICT_STATE', `run ${id} was imported: there is no script of it`);
  }
  return revisionId;
}
