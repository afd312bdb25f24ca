import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, useStyles2 } from '@grafana/ui';
import type { PublishTemplate } from 'perftest-automation-sidecar/contract/publishing';

import { useDeletePageTemplate, usePageTemplates } from '../../shared/api/publishing';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { PageTemplateDrawer } from './PageTemplateDrawer';

/** What reports look like as pages of Confluence. */
export function PageTemplates() {
  const styles = useStyles2(getStyles);
  const templates = usePageTemplates();
  const [edited, setEdited] = useState<PublishTemplate | 'new' | null>(null);
  return (
    <Section
      className={styles.section}
      title="Page templates"
      note="title and text of reports in Confluence"
      actions={
        <Button size="sm" variant="secondary" icon="plus" onClick={() => setEdited('new')}>
          Add template
        </Button>
      }
    >
      <QueryView query={templates} subject="the templates">
        {(loaded) => <TemplateList templates={loaded} onEdit={setEdited} />}
      </QueryView>
      {edited !== null && (
        <PageTemplateDrawer template={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Section>
  );
}

interface TemplateListProps {
  templates: readonly PublishTemplate[];
  onEdit: (template: PublishTemplate) => void;
}

function TemplateList({ templates, onEdit }: TemplateListProps) {
  const styles = useStyles2(getStyles);
  const remove = useDeletePageTemplate();
  if (templates.length === 0) {
    return <p className={styles.note}>None: pages are made by the built-in template.</p>;
  }
  return (
    <ul className={styles.list} aria-label="Page templates">
      {templates.map((template) => (
        <li key={template.id} className={styles.line}>
          <div className={styles.words}>
            <strong>{template.name}</strong> {template.isDefault && <Badge color="blue" text="Default" />}{' '}
            <span className={styles.note}>{template.title}</span>
          </div>
          <Button
            size="sm"
            variant="secondary"
            fill="outline"
            aria-label={`Change ${template.name}`}
            onClick={() => onEdit(template)}
          >
            Change
          </Button>
          <ConfirmButton
            size="sm"
            icon="trash-alt"
            title={`Delete the template ${template.name}?`}
            body="Pages that are there stay as they are; reports that are published again get the default template."
            confirmText="Delete"
            onConfirm={() => remove.mutate(template.id)}
          >
            Delete
          </ConfirmButton>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginTop: theme.spacing(3), maxWidth: 960 }),
  note: css({ color: theme.colors.text.secondary, '&&': { margin: 0 } }),
  list: css({ margin: 0, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  words: css({ flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' }),
});
