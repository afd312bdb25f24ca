import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { Alert, Button, Checkbox, Drawer, Field, Input, RadioButtonGroup, TextArea, useStyles2 } from '@grafana/ui';
import type { Generator } from 'perftest-automation-sidecar/contract/generators';
import { Controller, FormProvider, useForm, useFormContext, useWatch } from 'react-hook-form';

import { useForgetHostKeys, useGenerator, useSaveGenerator } from '../../shared/api/generators';
import { formatDateTime } from '../../shared/format';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { ErrorText, QueryView } from '../../shared/ui/states';
import { type GeneratorForm, type Proof, toChange, toForm } from './generator-form';

interface GeneratorDrawerProps {
  /** null: a new one. */
  name: string | null;
  onClose: () => void;
}

export function GeneratorDrawer({ name, onClose }: GeneratorDrawerProps) {
  const generator = useGenerator(name);
  return (
    <Drawer
      title={name === null ? 'Add a load generator' : `Generator ${name}`}
      subtitle="A Linux host with Java and JMeter that the sidecar reaches by SSH; nothing is installed there"
      size="md"
      onClose={onClose}
    >
      {name === null ? (
        <Editor generator={null} onClose={onClose} />
      ) : (
        <QueryView query={generator} subject="the generator">
          {(loaded) => (
            <>
              <Editor generator={loaded} onClose={onClose} />
              <HostKeys generator={loaded} />
            </>
          )}
        </QueryView>
      )}
    </Drawer>
  );
}

function Editor({ generator, onClose }: { generator: Generator | null; onClose: () => void }) {
  const styles = useStyles2(getStyles);
  const saving = useSaveGenerator();
  const isReadOnly = generator !== null && generator.source !== 'saved';
  const form = useForm<GeneratorForm>({ defaultValues: toForm(generator), disabled: isReadOnly });
  const save = (values: GeneratorForm) =>
    saving.mutate(
      { name: generator?.name ?? values.name.trim(), isNew: generator === null, change: toChange(values) },
      { onSuccess: onClose }
    );
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void form.handleSubmit(save)(event)}>
        {isReadOnly && (
          <Alert severity="info" title="The sidecar’s environment names this generator; it is changed there." />
        )}
        <PlaceFields isNew={generator === null} />
        <ProofFields secretNames={generator?.secretNames ?? []} />
        <JumpFields />
        <JMeterFields />
        {saving.error && (
          <Alert severity="error" title="The generator was not saved">
            <ErrorText error={saving.error} />
          </Alert>
        )}
        <div className={styles.buttons}>
          {!isReadOnly && (
            <Button type="submit" disabled={saving.isPending}>
              {saving.isPending ? 'Saving…' : 'Save'}
            </Button>
          )}
          <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
            Back
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const needed = (what: string) => ({ validate: (text: string) => text.trim() !== '' || `${what} is needed` });
const portRule = {
  valueAsNumber: true,
  validate: (port: number) => (Number.isInteger(port) && port > 0 && port < 65_536) || 'A port is from 1 to 65535',
};

function PlaceFields({ isNew }: { isNew: boolean }) {
  const styles = useStyles2(getStyles);
  const { register, formState } = useFormContext<GeneratorForm>();
  const { errors } = formState;
  const name = {
    validate: (text: string) =>
      NAME.test(text) || 'Letters, digits, dots, dashes and underscores, a letter or digit first',
  };
  return (
    <>
      {isNew && (
        <Field
          label="Name"
          description="It cannot be changed: runs say which generator made their load"
          invalid={errors.name !== undefined}
          error={errors.name?.message}
        >
          <Input id="generator-name" maxLength={60} {...register('name', name)} />
        </Field>
      )}
      <div className={styles.grid}>
        <Field label="Host" invalid={errors.host !== undefined} error={errors.host?.message}>
          <Input id="generator-host" maxLength={255} {...register('host', needed('A host'))} />
        </Field>
        <Field label="Port" invalid={errors.port !== undefined} error={errors.port?.message}>
          <Input id="generator-port" type="number" {...register('port', portRule)} />
        </Field>
        <Field label="Account" invalid={errors.username !== undefined} error={errors.username?.message}>
          <Input id="generator-username" maxLength={100} {...register('username', needed('An account'))} />
        </Field>
      </div>
      <Field label="Description">
        <Input id="generator-description" maxLength={4000} {...register('description')} />
      </Field>
    </>
  );
}

const PROOFS: Array<SelectableValue<Proof>> = [
  { value: 'key', label: 'Private key' },
  { value: 'key file', label: 'Key file' },
  { value: 'agent', label: 'Agent' },
  { value: 'password', label: 'Password' },
];

function ProofFields({ secretNames }: { secretNames: readonly string[] }) {
  const { control, register, formState } = useFormContext<GeneratorForm>();
  const proof = useWatch({ control, name: 'proof' });
  const placeholder = (name: string) => (secretNames.includes(name) ? 'stored; typed anew it is replaced' : '');
  return (
    <>
      <Field label="The sidecar proves who it is by" htmlFor="generator-proof">
        <Controller
          control={control}
          name="proof"
          render={({ field: { value, onChange } }) => (
            <RadioButtonGroup
              id="generator-proof"
              options={PROOFS}
              value={value}
              disabled={formState.disabled}
              onChange={onChange}
            />
          )}
        />
      </Field>
      {proof === 'key' && (
        <Field label="Private key" description="As OpenSSH or PEM writes it, with its first and last line; kept sealed">
          <TextArea
            id="generator-private-key"
            rows={4}
            spellCheck={false}
            autoComplete="off"
            placeholder={placeholder('privateKey')}
            {...register('privateKey')}
          />
        </Field>
      )}
      {proof === 'key file' && (
        <Field
          label="Key file"
          description="A private key’s path on the sidecar’s host"
          invalid={formState.errors.privateKeyPath !== undefined}
          error={formState.errors.privateKeyPath?.message}
        >
          <Input
            id="generator-key-path"
            placeholder="~/.ssh/id_ed25519"
            {...register('privateKeyPath', needed('A path'))}
          />
        </Field>
      )}
      {(proof === 'key' || proof === 'key file') && (
        <Field label="Passphrase of the key" description="Where it has one">
          <Input
            id="generator-passphrase"
            type="password"
            autoComplete="new-password"
            placeholder={placeholder('passphrase')}
            {...register('passphrase')}
          />
        </Field>
      )}
      {proof === 'agent' && <p>The agent of the sidecar’s own account, at SSH_AUTH_SOCK.</p>}
      {proof === 'password' && (
        <Field label="Password">
          <Input
            id="generator-password"
            type="password"
            autoComplete="new-password"
            placeholder={placeholder('password')}
            {...register('password')}
          />
        </Field>
      )}
    </>
  );
}

function JumpFields() {
  const styles = useStyles2(getStyles);
  const { control, register, formState } = useFormContext<GeneratorForm>();
  const { errors } = formState;
  const hasJump = useWatch({ control, name: 'hasJump' });
  return (
    <>
      <Field>
        <Checkbox
          label="Through a jump host"
          description="The same key or password opens both"
          {...register('hasJump')}
        />
      </Field>
      {hasJump && (
        <div className={styles.grid}>
          <Field label="Jump host" invalid={errors.jumpHost !== undefined} error={errors.jumpHost?.message}>
            <Input id="generator-jump-host" maxLength={255} {...register('jumpHost', needed('A host'))} />
          </Field>
          <Field label="Its port" invalid={errors.jumpPort !== undefined} error={errors.jumpPort?.message}>
            <Input id="generator-jump-port" type="number" {...register('jumpPort', portRule)} />
          </Field>
          <Field label="Account there" invalid={errors.jumpUsername !== undefined} error={errors.jumpUsername?.message}>
            <Input id="generator-jump-username" maxLength={100} {...register('jumpUsername', needed('An account'))} />
          </Field>
        </div>
      )}
    </>
  );
}

function JMeterFields() {
  const styles = useStyles2(getStyles);
  const { register, formState } = useFormContext<GeneratorForm>();
  const { errors } = formState;
  const space = {
    valueAsNumber: true,
    validate: (mb: number) => (Number.isInteger(mb) && mb >= 0) || 'A whole number of megabytes',
  };
  return (
    <>
      <div className={styles.grid}>
        <Field label="JMeter home" description="Empty: it is looked for">
          <Input
            id="generator-jmeter-home"
            maxLength={1000}
            placeholder="/opt/apache-jmeter"
            {...register('jmeterHome')}
          />
        </Field>
        <Field label="Java program" description="Empty: the first on the PATH">
          <Input id="generator-java" maxLength={1000} {...register('javaPath')} />
        </Field>
        <Field label="Java arguments" description="Empty: as in the settings">
          <Input id="generator-jvm" maxLength={4000} placeholder="-Xms1g -Xmx4g" {...register('jvmArguments')} />
        </Field>
        <Field
          label="Work directory"
          description="Relative to the account’s home, unless it begins with /"
          invalid={errors.workDirectory !== undefined}
          error={errors.workDirectory?.message}
        >
          <Input id="generator-work" maxLength={500} {...register('workDirectory', needed('A directory'))} />
        </Field>
        <Field
          label="Space there"
          description="With less free no test starts"
          invalid={errors.minimumFreeMb !== undefined}
          error={errors.minimumFreeMb?.message}
        >
          <Input id="generator-space" type="number" suffix="MB" {...register('minimumFreeMb', space)} />
        </Field>
      </div>
      <Field>
        <Checkbox
          label="Remove a run’s files there"
          description="Once all of them are here; what was sent is kept for the next run"
          {...register('removesFiles')}
        />
      </Field>
    </>
  );
}

function HostKeys({ generator: { name, hostKeys } }: { generator: Generator }) {
  const styles = useStyles2(getStyles);
  const forget = useForgetHostKeys();
  return (
    <section className={styles.keys}>
      <h3 className={styles.heading}>Host keys</h3>
      {hostKeys.length === 0 ? (
        <p className={styles.note}>None yet: the key that the host shows first is pinned. A test does that.</p>
      ) : (
        <>
          <ul className={styles.list}>
            {hostKeys.map(({ place, algorithm, fingerprint, pinnedAtMs }) => (
              <li key={place}>
                <code>{place}</code> {algorithm} <code>{fingerprint}</code>{' '}
                <span className={styles.note}>pinned {formatDateTime(pinnedAtMs)}</span>
              </li>
            ))}
          </ul>
          <ConfirmButton
            size="sm"
            title={`Forget the host keys of ${name}?`}
            body="The next key that the host shows is trusted. Do this only if you know why the host has another one."
            confirmText="Forget"
            isBusy={forget.isPending}
            onConfirm={() => forget.mutate(name)}
          >
            Forget host keys
          </ConfirmButton>
        </>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))',
    columnGap: theme.spacing(2),
  }),
  buttons: css({ display: 'flex', gap: theme.spacing(1) }),
  keys: css({ marginTop: theme.spacing(4) }),
  heading: css({ ...theme.typography.h5, margin: theme.spacing(0, 0, 1) }),
  note: css({ color: theme.colors.text.secondary, margin: 0 }),
  list: css({ margin: theme.spacing(0, 0, 1), listStyle: 'none', overflowWrap: 'anywhere' }),
});
