import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { AppPluginMeta, GrafanaTheme2, PluginConfigPageProps } from '@grafana/data';
import { Alert, Button, Field, Icon, Input, SecretInput, useStyles2 } from '@grafana/ui';
import { useForm, type UseFormRegister } from 'react-hook-form';
import type { ConnectionTest, Me } from 'perftest-automation-sidecar/contract/system';

import { type ApiError, toApiError } from './shared/api/api-error';
import { type PluginJsonData, savePluginSettings } from './shared/api/plugin-settings';
import { readMe, testConnections } from './shared/api/system';
import { ErrorText } from './shared/ui/states';

interface ConfigForm {
  sidecarUrl: string;
}

type Outcome =
  | { kind: 'none' }
  | { kind: 'busy'; doing: string }
  | { kind: 'saved' }
  | { kind: 'tested'; me: Me; connections: ConnectionTest[] }
  | { kind: 'failed'; what: string; error: ApiError };

type AppConfigProps = PluginConfigPageProps<AppPluginMeta<PluginJsonData>>;

/** Where the sidecar is, and the key that it shares with this plugin. Everything else is the sidecar's own. */
export default function AppConfig({ plugin }: AppConfigProps) {
  const styles = useStyles2(getStyles);
  const { form, key, outcome, save, test } = useConfig(plugin.meta);
  const isBusy = outcome.kind === 'busy';

  return (
    <form onSubmit={form.handleSubmit(save)} className={styles.form}>
      <h3>Sidecar</h3>
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
          Save
        </Button>
        <Button type="button" variant="secondary" disabled={isBusy} onClick={test}>
          Test connection
        </Button>
      </div>
      <div aria-live="polite">
        <OutcomeNote outcome={outcome} />
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

function OutcomeNote({ outcome }: { outcome: Outcome }) {
  const styles = useStyles2(getStyles);
  switch (outcome.kind) {
    case 'none':
      return null;
    case 'busy':
      return <p>{outcome.doing}</p>;
    case 'saved':
      return <Alert severity="success" title="Saved. Test the connection to see that the sidecar answers." />;
    case 'failed':
      return (
        <Alert severity="error" title={outcome.what}>
          <ErrorText error={outcome.error} />
        </Alert>
      );
    case 'tested':
      return (
        <Alert
          severity="success"
          title={`The sidecar answers and takes you for ${outcome.me.name} (${outcome.me.role})`}
        >
          <ul className={styles.connections}>
            {outcome.connections.map(({ name, isOk, detail }) => (
              <li key={name}>
                <Icon name={isOk ? 'check-circle' : 'times-circle'} className={isOk ? styles.good : styles.bad} />{' '}
                <strong>{name}</strong>: {isOk ? 'works' : 'does not work'}. {detail}
              </li>
            ))}
          </ul>
        </Alert>
      );
  }
}

function useConfig(meta: AppPluginMeta<PluginJsonData>) {
  const form = useForm<ConfigForm>({ defaultValues: { sidecarUrl: meta.jsonData?.sidecarUrl ?? '' } });
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [isConfigured, setIsConfigured] = useState(Boolean(meta.secureJsonFields?.sidecarKey));
  const [value, setValue] = useState('');
  const [isMissing, setIsMissing] = useState(false);

  const save = async ({ sidecarUrl }: ConfigForm) => {
    if (!isConfigured && value === '') {
      return setIsMissing(true);
    }
    setOutcome({ kind: 'busy', doing: 'Saving…' });
    try {
      // A trailing slash would become a doubled one in every proxied path.
      const address = sidecarUrl.trim().replace(/\/+$/, '');
      await savePluginSettings({ meta, sidecarUrl: address, sidecarKey: isConfigured ? undefined : value });
      setIsConfigured(true);
      setValue('');
      setOutcome({ kind: 'saved' });
    } catch (cause) {
      setOutcome({ kind: 'failed', what: 'The configuration was not saved', error: toApiError(cause) });
    }
  };

  const test = async () => {
    setOutcome({ kind: 'busy', doing: 'Asking the sidecar…' });
    try {
      const me = await readMe();
      setOutcome({ kind: 'tested', me, connections: await testConnections() });
    } catch (cause) {
      setOutcome({ kind: 'failed', what: 'The sidecar could not be reached', error: toApiError(cause) });
    }
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
  return { form, key, outcome, save, test };
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 760 }),
  intro: css({ color: theme.colors.text.secondary }),
  buttons: css({ display: 'flex', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  connections: css({ listStyle: 'none' }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
});
