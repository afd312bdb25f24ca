import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Drawer, Stack, useStyles2 } from '@grafana/ui';
import type { Publication, PublishInput, PublishPreview } from 'perftest-automation-sidecar/contract/publishing';

import { usePublish, usePublishPreview } from '../../shared/api/publishing';
import { formatBytes } from '../../shared/format';
import { useDebounced } from '../../shared/use-debounced';
import { busyIcon } from '../../shared/ui/busy-icon';
import { ErrorText, QueryView } from '../../shared/ui/states';
import { PageFrame } from './PageFrame';
import { PublishFields, type PublishChoice } from './PublishFields';

interface PublishDrawerProps {
  reportId: number;
  publication: Publication | null;
  onClose: () => void;
}

const REST_MS = 500;

/** Where it goes, what will stand there, publish it. */
export function PublishDrawer({ reportId, publication, onClose }: PublishDrawerProps) {
  const styles = useStyles2(getStyles);
  const [choice, setChoice] = useState<PublishChoice>({});
  const input = inputOf(choice);
  const preview = usePublishPreview(reportId, useDebounced(input, REST_MS));
  const publish = usePublish(reportId);
  return (
    <Drawer
      title={publication?.pageId ? 'Publish again in Confluence' : 'Publish in Confluence'}
      subtitle="Only the report’s own section of the page is written; what people write around it stays"
      size="lg"
      onClose={onClose}
    >
      <div className={styles.form}>
        <PublishFields
          choice={choice}
          preview={preview.data}
          hasPage={publication?.pageId != null}
          onChange={(changes) => setChoice({ ...choice, ...changes })}
        />
        {publish.error && (
          <Alert severity="error" title="The report was not published">
            <ErrorText error={publish.error} />
          </Alert>
        )}
        <Stack gap={1}>
          <Button
            icon={busyIcon(publish.isPending, 'share-alt')}
            disabled={publish.isPending || !preview.isSuccess}
            onClick={() => publish.mutate(input, { onSuccess: onClose })}
          >
            {preview.data?.pageId ? 'Update the page' : 'Publish'}
          </Button>
          <Button variant="secondary" fill="outline" onClick={onClose}>
            Cancel
          </Button>
        </Stack>
        <QueryView query={preview} subject="what would be published">
          {(found) => <Preview preview={found} />}
        </QueryView>
      </div>
    </Drawer>
  );
}

/** What is left empty is left to the scenario or batch, and to the settings. */
function inputOf({ spaceKey, parentPageId, title, templateId, versionNote }: PublishChoice): PublishInput {
  const texts = { spaceKey, parentPageId, title, versionNote };
  const given = Object.entries(texts).flatMap(([key, text]) => (text?.trim() ? [[key, text.trim()]] : []));
  return { ...Object.fromEntries(given), ...(templateId === undefined ? {} : { templateId }) };
}

function Preview({ preview }: { preview: PublishPreview }) {
  const styles = useStyles2(getStyles);
  const { problems, attachments, labels, html, title, pageId, spaceKey, parentPageId } = preview;
  const place = parentPageId === null ? `in ${spaceKey || '…'}` : `in ${spaceKey || '…'}, below page ${parentPageId}`;
  return (
    <section aria-label="Preview">
      <div aria-live="polite">
        {problems.length > 0 && (
          <Alert severity="warning" title="Before it can be published">
            <ul className={styles.list}>
              {problems.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </Alert>
        )}
      </div>
      <p className={styles.quiet}>
        {pageId === null ? `A new page ${place}` : `The page ${pageId} that is there`} · files:{' '}
        {attachments.map(({ fileName, sizeBytes }) => `${fileName} (${formatBytes(sizeBytes)})`).join(', ') || 'none'} ·
        labels: {labels.join(', ')}
      </p>
      <PageFrame title={title} html={html} />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  list: css({ margin: 0, paddingLeft: theme.spacing(2.5) }),
  quiet: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
