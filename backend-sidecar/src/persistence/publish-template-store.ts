import { asc, eq, ne } from 'drizzle-orm';

import type { PublishTemplate, PublishTemplateInput } from '../contract/publishing.ts';
import { AppError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { publishTemplates } from './schema.ts';
import { translateConflicts } from './sqlite-errors.ts';

/** Templates of pages; at most one of them is the default. */
export class PublishTemplateStore {
  constructor(private readonly db: Database) {}

  list(): PublishTemplate[] {
    return this.db.select().from(publishTemplates).orderBy(asc(publishTemplates.name)).all().map(toTemplate);
  }

  find(id: number): PublishTemplate | undefined {
    const row = this.db.select().from(publishTemplates).where(eq(publishTemplates.id, id)).get();
    return row && toTemplate(row);
  }

  get(id: number): PublishTemplate {
    const template = this.find(id);
    if (template === undefined) {
      throw new AppError('NOT_FOUND', `template ${id}`);
    }
    return template;
  }

  default(): PublishTemplate | undefined {
    return this.list().find(({ isDefault }) => isDefault);
  }

  create(input: PublishTemplateInput): PublishTemplate {
    return this.save(input, () => this.db.insert(publishTemplates).values(input).returning().get());
  }

  update(id: number, input: PublishTemplateInput): PublishTemplate {
    this.get(id);
    const change = () =>
      this.db.update(publishTemplates).set(input).where(eq(publishTemplates.id, id)).returning().get();
    return this.save(input, change);
  }

  delete(id: number): void {
    this.get(id);
    this.db.delete(publishTemplates).where(eq(publishTemplates.id, id)).run();
  }

  private save(input: PublishTemplateInput, write: () => typeof publishTemplates.$inferSelect): PublishTemplate {
    return translateConflicts(`template ${input.name}`, () =>
      this.db.transaction(
        () => {
          const row = write();
          if (row.isDefault) {
            this.db.update(publishTemplates).set({ isDefault: false }).where(ne(publishTemplates.id, row.id)).run();
          }
          return toTemplate(row);
        },
        { behavior: 'immediate' }
      )
    );
  }
}

function toTemplate({ id, name, title, body, isDefault }: typeof publishTemplates.$inferSelect): PublishTemplate {
  return { id, name, title, body, isDefault };
}
