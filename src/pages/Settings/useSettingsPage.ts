import { useState } from 'react';
import type { Setting, SettingCategory } from 'perftest-automation-sidecar/contract/system';

import { useSaveSettings, useSettings, useTestConnections } from '../../shared/api/settings';
import { hasRole } from '../../shared/role';
import { useAddress } from '../../shared/use-address';
import { type Drafts, problemOf, type SettingValue, toUpdate, withDraft, withoutDraft } from './setting-drafts';

export const CATEGORY_NAMES: Partial<Record<SettingCategory, string>> = {
  general: 'General',
  runner: 'JMeter',
  grafana: 'Grafana',
  influxdb: 'InfluxDB',
  confluence: 'Confluence',
};

const NO_DRAFTS: Drafts = {};

/** The settings of the sidecar, by category; what was typed stays while somebody looks at another category. */
export function useSettingsPage() {
  const isAllowed = hasRole('Admin');
  const settings = useSettings(isAllowed);
  const saving = useSaveSettings();
  const testing = useTestConnections();
  const [params, change] = useAddress();
  const [drafts, setDrafts] = useState<Partial<Record<SettingCategory, Drafts>>>({});

  const categories = [...new Set((settings.data ?? []).map(({ category }) => category))];
  const category = categories.find((one) => one === params.get('tab')) ?? categories[0] ?? 'general';
  const shown = (settings.data ?? []).filter((setting) => setting.category === category);
  const own = drafts[category] ?? NO_DRAFTS;
  const setOwn = (next: Drafts) => setDrafts((all) => ({ ...all, [category]: next }));

  const changedCategories = categories.filter((one) => Object.keys(drafts[one] ?? {}).length > 0);
  const updates = () =>
    Object.fromEntries(
      changedCategories.map((one) => [
        one,
        toUpdate(
          (settings.data ?? []).filter((setting) => setting.category === one),
          drafts[one] ?? NO_DRAFTS
        ),
      ])
    );
  const hasProblem = shown.some((setting) => problemOf(setting, own[setting.key]) !== undefined);

  const actions = {
    show: (next: SettingCategory) => {
      saving.reset();
      change({ tab: next });
    },
    edit: (setting: Setting, value: SettingValue | null) => setOwn(withDraft(own, setting, value)),
    keep: (setting: Setting) => setOwn(withoutDraft(own, setting)),
    save: () => {
      if (hasProblem) {
        return;
      }
      saving.mutate({ category, update: toUpdate(shown, own) }, { onSuccess: () => setOwn(NO_DRAFTS) });
    },
    test: () => testing.mutate(updates()),
  };
  const data = {
    ...{ isAllowed, settings, categories, category, shown, changedCategories, saving, testing, hasProblem },
    drafts: own,
    isDirty: changedCategories.length > 0,
    isCategoryDirty: changedCategories.includes(category),
  };
  return { data, actions };
}

export type SettingsPageModel = ReturnType<typeof useSettingsPage>;
