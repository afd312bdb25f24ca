import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { AppPluginMeta, GrafanaTheme2, PluginConfigPageProps } from '@grafana/data';
import { Alert, Button, Field, Input, SecretInput, useStyles2 } from '@grafana/ui';
import { useForm, type UseFormRegister } from 'react-hook-form';
import type { ConnectionTest } from 'perftest-automation-sidecar/contract/system';

import { type ApiError, toApiError } from './shared/api/api-error';
import { type PluginJsonData, savePluginSettings } from './shared/api/plugin-settings';
import { type AnsweringSidecar, readMe, testConnections } from './shared/api/system';
import { ConnectionResults } from './shared/connections/ConnectionResults';
import { ErrorText } from './shared/ui/states';

interface ConfigForm {
  sidecarUrl: string;
}

type Outcome =
  | { kind: 'none' }
  | { kind: 'busy'; doing: string }
  | { kind: 'tested'; me: AnsweringSidecar; connections: ConnectionTest[] | ApiError }
  | { kind: 'failed'; what: string; error: ApiError };

type AppConfigProps = PluginConfigPageProps<AppPluginMeta<PluginJsonData>>;

/** Where the sidecar is, and the key that it shares with this plugin. Everything else is the sidecar's own. */
export default function AppConfig({ plugin }: AppConfigProps) {
  const styles = useStyles2(getStyles);
  const { form, key, outcome, isUnsaved, save, test } = useConfig(plugin.meta);
  const isBusy = outcome.kind === 'busy';

  return (
    <form onSubmit={form.handleSubmit(save)} className={styles.form}>
      <h2>Sidecar</h2>
      <p className={styles.intro}>
        The sidecar is the service that runs JMeter. Grafana reaches it at this address and proves itself with the key,
        the same as in the sidecar’s <code>SIDECAR_KEY</code>.
      </p>
      <UrlField register={form.register} error={form.formState.errors.sidecarUrl?.message} />
      <Field
        label="Key"
        description="Kept encrypted by Grafana; never shown again"
        invalid={key.isMissing}
        error="The key is missing"
      >
        <SecretInput
          id="sidecarKey"
          width={60}
          isConfigured={key.isConfigured}
          value={key.value}
          placeholder="The value of SIDECAR_KEY"
          autoComplete="off"
          onChange={(event) => key.change(event.currentTarget.value)}
          onReset={key.reset}
        />
      </Field>
      <div className={styles.buttons}>
        <Button type="submit" disabled={isBusy}>
          Save and test
        </Button>
        <Button type="button" variant="secondary" disabled={isBusy || isUnsaved} onClick={test}>
          Test connection
        </Button>
        <span className={styles.note} role="status">
          {isUnsaved
            ? 'Grafana itself calls the sidecar, with what is saved: save first, then it can be tested'
            : 'Grafana calls the sidecar with the saved address and key'}
        </span>
      </div>
      <div aria-live="polite">
        <OutcomeNote outcome={outcome} pluginVersion={plugin.meta.info.version} />
      </div>
    </form>
  );
}

function UrlField({ register, error }: { register: UseFormRegister<ConfigForm>; error?: string }) {
  return (
    <Field
      label="Address"
      description="As Grafana’s server reaches it, for example http://127.0.0.1:8085"
      invalid={error !== undefined}
      error={error}
    >
      <Input
        id="sidecarUrl"
        width={60}
        placeholder="http://127.0.0.1:8085"
        {...register('sidecarUrl', {
          required: 'The address is missing',
          pattern: { value: /^https?:\/\/\S+$/, message: 'An address that begins with http:// or https://' },
        })}
      />
    </Field>
  );
}

function OutcomeNote({ outcome, pluginVersion }: { outcome: Outcome; pluginVersion: string }) {
  switch (outcome.kind) {
    case 'none':
      return null;
    case 'busy':
      return <p>{outcome.doing}</p>;
    case 'failed':
      return (
        <Alert severity="error" title={outcome.what}>
          <ErrorText error={outcome.error} />
        </Alert>
      );
    case 'tested':
      return <TestedNote me={outcome.me} connections={outcome.connections} pluginVersion={pluginVersion} />;
  }
}

interface TestedNoteProps {
  me: AnsweringSidecar;
  connections: ConnectionTest[] | ApiError;
  pluginVersion: string;
}

function TestedNote({ me, connections, pluginVersion }: TestedNoteProps) {
  const isSameVersion = me.sidecarVersion === pluginVersion;
  const isWell = isSameVersion && Array.isArray(connections);
  return (
    <Alert
      severity={isWell ? 'success' : 'warning'}
      title={`The sidecar answers and takes you for ${me.name} (${me.role})`}
    >
      {!isSameVersion && (
        <p>
          {me.sidecarVersion === undefined
            ? 'The sidecar does not say its version: it is older than this plugin'
            : `The sidecar is of version ${me.sidecarVersion}`}
          , the plugin of {pluginVersion}. Install both of one version; until then pages may lack what only one of them
          knows.
        </p>
      )}
      {Array.isArray(connections) ? (
        <ConnectionResults results={connections} />
      ) : (
        <>
          <p>What it reaches could not be tried.</p>
          <ErrorText error={connections} />
        </>
      )}
    </Alert>
  );
}

function useConfig(meta: AppPluginMeta<PluginJsonData>) {
  const form = useForm<ConfigForm>({ defaultValues: { sidecarUrl: meta.jsonData?.sidecarUrl ?? '' } });
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [isConfigured, setIsConfigured] = useState(Boolean(meta.secureJsonFields?.sidecarKey));
  const [value, setValue] = useState('');
  const [isMissing, setIsMissing] = useState(false);

  const test = async (isJustSaved = false) => {
    setOutcome({ kind: 'busy', doing: 'Asking the sidecar…' });
    try {
      const me = await readMe();
      setOutcome({ kind: 'tested', me, connections: await testConnections().catch(toApiError) });
    } catch (cause) {
      const what = 'The sidecar could not be reached as it must be';
      setOutcome({ kind: 'failed', what: isJustSaved ? `Saved, but: ${what}` : what, error: toApiError(cause) });
    }
  };

  const save = async ({ sidecarUrl }: ConfigForm) => {
    if (!isConfigured && value === '') {
      return setIsMissing(true);
    }
    setOutcome({ kind: 'busy', doing: 'Saving…' });
    // A trailing slash would become a doubled one in every proxied path.
    const address = sidecarUrl.trim().replace(/\/+$/, '');
    try {
      await savePluginSettings({ sidecarUrl: address, sidecarKey: isConfigured ? undefined : value });
    } catch (cause) {
      return setOutcome({ kind: 'failed', what: 'The configuration was not saved', error: toApiError(cause) });
    }
    setIsConfigured(true);
    setValue('');
    form.reset({ sidecarUrl: address });
    await test(true);
  };

  const key = {
    isConfigured,
    value,
    isMissing,
    change: (next: string) => {
      setValue(next);
      setIsMissing(false);
    },
    reset: () => setIsConfigured(false),
  };
  const isUnsaved = form.formState.isDirty || !isConfigured;
  return { form, key, outcome, isUnsaved, save, test: () => test() };
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 760 }),
  intro: css({ color: theme.colors.text.secondary }),
  buttons: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  note: css({ color: theme.colors.text.secondary }),
});
