import { and, eq } from 'drizzle-orm';

import type { Database } from './database.ts';
import { settings } from './schema.ts';

export type SettingValue = string | number | boolean;

export class SettingsStore {
  constructor(private readonly db: Database) {}

  get(category: string, key: string): SettingValue | undefined {
    const where = and(eq(settings.category, category), eq(settings.key, key));
    return this.db.select({ value: settings.value }).from(settings).where(where).get()?.value;
  }

  set(category: string, key: string, value: SettingValue, nowMs: number): void {
    this.db
      .insert(settings)
      .values({ category, key, value, updatedAtMs: nowMs })
      .onConflictDoUpdate({ target: [settings.category, settings.key], set: { value, updatedAtMs: nowMs } })
      .run();
  }

  remove(category: string, key: string): void {
    this.db
      .delete(settings)
      .where(and(eq(settings.category, category), eq(settings.key, key)))
      .run();
  }
}
