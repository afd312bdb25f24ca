import { and, desc, eq } from 'drizzle-orm';

import type { Comment, CommentQuery } from '../contract/history.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { comments } from './schema.ts';

export type NewComment = Omit<Comment, 'id'>;

/** What people remarked on runs, their labels, and batches. */
export class CommentStore {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  list({ runId, batchId }: CommentQuery): Comment[] {
    return this.db
      .select()
      .from(comments)
      .where(
        and(
          runId === undefined ? undefined : eq(comments.runId, runId),
          batchId === undefined ? undefined : eq(comments.batchId, batchId)
        )
      )
      .orderBy(desc(comments.id))
      .all();
  }

  get(id: number): Comment {
    const comment = this.db.select().from(comments).where(eq(comments.id, id)).get();
    if (comment === undefined) {
      throw new AppError('NOT_FOUND', `comment ${id}`);
    }
    return comment;
  }

  create(comment: NewComment): Comment {
    return this.db.insert(comments).values(comment).returning().get();
  }

  delete(id: number): void {
    this.db.delete(comments).where(eq(comments.id, id)).run();
  }
}
