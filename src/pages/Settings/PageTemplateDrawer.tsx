import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Checkbox, Drawer, Field, Input, TextArea, useStyles2 } from '@grafana/ui';
import type {
  BuiltInTemplate,
  PublishTemplate,
  PublishTemplateInput,
} from 'perftest-automation-sidecar/contract/publishing';
import { useForm } from 'react-hook-form';

import { useBuiltInTemplate, useSavePageTemplate } from '../../shared/api/publishing';
import { ErrorText, QueryView } from '../../shared/ui/states';

interface PageTemplateDrawerProps {
  /** null: a new one, which begins as the built-in one. */
  template: PublishTemplate | null;
  onClose: () => void;
}

const BODY_ROWS = 16;

export function PageTemplateDrawer({ template, onClose }: PageTemplateDrawerProps) {
  const builtIn = useBuiltInTemplate();
  return (
    <Drawer
      title={template === null ? 'Add a page template' : `Change ${template.name}`}
      subtitle="A report’s page shows how it looks before it is published"
      size="md"
      onClose={onClose}
    >
      <QueryView query={builtIn} subject="the built-in template">
        {(loaded) => (
          <>
            <TemplateEditor template={template} builtIn={loaded} onClose={onClose} />
            <VariableList title="Blocks of the page, each by itself" variables={loaded.blocks} />
            <VariableList title="Texts, also in the title and within a line" variables={loaded.texts} />
          </>
        )}
      </QueryView>
    </Drawer>
  );
}

interface TemplateEditorProps extends PageTemplateDrawerProps {
  builtIn: BuiltInTemplate;
}

function TemplateEditor({ template, builtIn, onClose }: TemplateEditorProps) {
  const styles = useStyles2(getStyles);
  const saving = useSavePageTemplate();
  const { register, handleSubmit, formState } = useForm<PublishTemplateInput>({
    defaultValues: inputOf(template, builtIn),
  });
  const { errors } = formState;
  const save = (input: PublishTemplateInput) =>
    saving.mutate({ id: template?.id ?? null, input }, { onSuccess: onClose });
  const needed = (what: string) => ({
    validate: (text: string) => text.trim() !== '' || `The template needs a ${what}`,
  });
  return (
    <form noValidate onSubmit={(event) => void handleSubmit(save)(event)}>
      <Field label="Name" invalid={errors.name !== undefined} error={errors.name?.message}>
        <Input id="template-name" maxLength={100} {...register('name', needed('name'))} />
      </Field>
      <Field
        label="Title of the page"
        description="Plain text; without the number of the report, two reports may want one title"
        invalid={errors.title !== undefined}
        error={errors.title?.message}
      >
        <Input id="template-title" maxLength={255} {...register('title', needed('title'))} />
      </Field>
      <Field
        label="Body"
        description="Confluence’s storage format, with variables in double braces"
        invalid={errors.body !== undefined}
        error={errors.body?.message}
      >
        <TextArea
          id="template-body"
          rows={BODY_ROWS}
          maxLength={100_000}
          className={styles.body}
          spellCheck={false}
          {...register('body', needed('body'))}
        />
      </Field>
      <Field>
        <Checkbox label="The default: for every report that is told no other" {...register('isDefault')} />
      </Field>
      {saving.error && (
        <Alert severity="error" title="The template was not saved">
          <ErrorText error={saving.error} />
        </Alert>
      )}
      <div className={styles.buttons}>
        <Button type="submit" disabled={saving.isPending}>
          {saving.isPending ? 'Saving…' : 'Save'}
        </Button>
        <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
          Back
        </Button>
      </div>
    </form>
  );
}

function inputOf(template: PublishTemplate | null, { title, body }: BuiltInTemplate): PublishTemplateInput {
  if (template === null) {
    return { name: '', title, body, isDefault: false };
  }
  const { id: _id, ...input } = template;
  return input;
}

function VariableList({ title, variables }: { title: string; variables: BuiltInTemplate['texts'] }) {
  const styles = useStyles2(getStyles);
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      <dl className={styles.variables}>
        {variables.map(({ name, meaning }) => (
          <React.Fragment key={name}>
            <dt>
              <code>{`{{${name}}}`}</code>
            </dt>
            <dd>{meaning}</dd>
          </React.Fragment>
        ))}
      </dl>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  body: css({ fontFamily: theme.typography.fontFamilyMonospace }),
  buttons: css({ display: 'flex', gap: theme.spacing(1) }),
  heading: css({ ...theme.typography.h5, margin: theme.spacing(3, 0, 1) }),
  variables: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    dt: { fontWeight: 'normal' },
    dd: { margin: 0, color: theme.colors.text.secondary },
  }),
});
