import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Tab, TabContent, TabsBar, useStyles2 } from '@grafana/ui';

import { ConnectionResults } from '../../shared/connections/ConnectionResults';
import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { Section } from '../../shared/ui/Section';
import { ErrorText, ForbiddenState, QueryView } from '../../shared/ui/states';
import { UnsavedGuard } from '../../shared/ui/UnsavedGuard';
import { Generators } from './Generators';
import { PageTemplates } from './PageTemplates';
import { SettingField } from './SettingField';
import { CATEGORY_NAMES, type SettingsPageModel, useSettingsPage } from './useSettingsPage';

/** How the sidecar works and what it reaches. */
export default function Settings() {
  const page = useSettingsPage();
  const { isAllowed, settings } = page.data;
  return (
    <AppPage
      pageNav={{ text: 'Settings', url: paths.settings() }}
      subTitle="What is saved here wins over the sidecar’s environment, which wins over the default"
    >
      {isAllowed ? (
        <QueryView query={settings} subject="the settings">
          {() => <Editor page={page} />}
        </QueryView>
      ) : (
        <ForbiddenState
          what="Settings are made by Admins"
          detail="Ask an administrator of your Grafana organisation."
        />
      )}
    </AppPage>
  );
}

function Editor({ page }: { page: SettingsPageModel }) {
  const styles = useStyles2(getStyles);
  const { data, actions } = page;
  const { testing } = data;
  return (
    <>
      <TabsBar>
        {data.categories.map((category) => (
          <Tab
            key={category}
            label={CATEGORY_NAMES[category] ?? category}
            active={category === data.category}
            suffix={data.changedCategories.includes(category) ? () => <span title="not saved"> *</span> : undefined}
            onChangeTab={() => actions.show(category)}
          />
        ))}
      </TabsBar>
      <TabContent className={styles.content}>
        <form
          noValidate
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            actions.save();
          }}
        >
          {data.shown.map((setting) => (
            <SettingField
              key={`${setting.category}.${setting.key}`}
              setting={setting}
              drafts={data.drafts}
              onEdit={(value) => actions.edit(setting, value)}
              onKeep={() => actions.keep(setting)}
            />
          ))}
          <SaveBar page={page} />
        </form>
        {data.category === 'confluence' && <PageTemplates />}
        {data.category === 'runner' && <Generators />}
        <div aria-live="polite" className={styles.results}>
          {testing.isPending && <p>Trying every connection; this takes up to half a minute…</p>}
          {testing.error && (
            <Alert severity="error" title="The connections were not tried">
              <ErrorText error={testing.error} />
            </Alert>
          )}
          {testing.data && (
            <Section title="Connections" note="as they were when you asked">
              <ConnectionResults results={testing.data} />
            </Section>
          )}
        </div>
      </TabContent>
      <UnsavedGuard isDirty={data.isDirty} />
    </>
  );
}

function SaveBar({ page: { data, actions } }: { page: SettingsPageModel }) {
  const styles = useStyles2(getStyles);
  const { saving, testing } = data;
  return (
    <div className={styles.bar}>
      {saving.error && (
        <Alert severity="error" title="The settings were not saved">
          <ErrorText error={saving.error} />
        </Alert>
      )}
      <div className={styles.line}>
        <Button type="submit" disabled={saving.isPending || !data.isCategoryDirty || data.hasProblem}>
          {saving.isPending ? 'Saving…' : 'Save'}
        </Button>
        <Button type="button" variant="secondary" disabled={testing.isPending} onClick={actions.test}>
          {testing.isPending ? 'Testing…' : 'Test connections'}
        </Button>
        <span className={styles.note} role="status">
          {noteOf(data)}
        </span>
      </div>
    </div>
  );
}

function noteOf({ hasProblem, isDirty, changedCategories, category }: SettingsPageModel['data']): string {
  if (hasProblem) {
    return 'Something cannot be saved as it is: see the fields above';
  }
  if (!isDirty) {
    return 'No unsaved changes';
  }
  const others = changedCategories.filter((one) => one !== category).map((one) => CATEGORY_NAMES[one] ?? one);
  const elsewhere = others.length === 0 ? '' : ` (also under ${others.join(', ')})`;
  return `Unsaved changes${elsewhere}; the test tries them`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  content: css({ background: 'transparent', paddingTop: theme.spacing(2) }),
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  bar: css({
    position: 'sticky',
    bottom: 0,
    zIndex: 2,
    padding: theme.spacing(1.5, 0),
    background: theme.colors.background.canvas,
    borderTop: `1px solid ${theme.colors.border.medium}`,
  }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(2) }),
  note: css({ color: theme.colors.text.secondary }),
  results: css({ marginTop: theme.spacing(2), maxWidth: 960 }),
});
