import { css } from '@emotion/css';
import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { Button, Drawer, Field, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import type { ReportType } from 'perftest-automation-sidecar/contract/reports';

import { useGenerateReport, useReportPreview } from '../../shared/api/reports';
import { paths } from '../../shared/paths';
import { REPORT_TYPE_WORDS } from '../../shared/report-types';
import { QueryView } from '../../shared/ui/states';
import { ChoiceFields } from './ChoiceFields';
import { inputOf, missingIn, NO_CHOICE } from './report-choice';
import { ReportPreviewView } from './ReportPreviewView';

const TYPES: Array<SelectableValue<ReportType> & { value: ReportType }> = (
  ['comparison', 'batch', 'single', 'baseline'] as const
).map((value) => ({ value, label: REPORT_TYPE_WORDS[value] }));

/** Choose what it is about, see what it will say, make it. */
export function NewReportDrawer({ onClose }: { onClose: () => void }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const [choice, setChoice] = useState(NO_CHOICE);
  const input = inputOf(choice);
  const preview = useReportPreview(input);
  const generate = useGenerateReport();
  const canMake = input !== undefined && preview.isSuccess && !generate.isPending;
  const make = () => input && generate.mutate(input, { onSuccess: ({ id }) => navigate(paths.report(id)) });
  return (
    <Drawer
      title="New report"
      subtitle="Its figures are frozen when it is made; Excel and HTML follow"
      onClose={onClose}
    >
      <div className={styles.form}>
        <Field label="Report of" noMargin>
          <RadioButtonGroup
            options={TYPES}
            value={choice.type}
            onChange={(type) => setChoice({ ...NO_CHOICE, type })}
          />
        </Field>
        <ChoiceFields choice={choice} onChange={(changes) => setChoice({ ...choice, ...changes })} />
        <section className={styles.preview} aria-label="What will be in it" aria-live="polite">
          {input === undefined ? (
            <p className={styles.hint}>{missingIn(choice)}; what the report would say appears here.</p>
          ) : (
            <QueryView query={preview} subject="what the report would say">
              {(found) => <ReportPreviewView preview={found} />}
            </QueryView>
          )}
        </section>
        <Stack gap={1}>
          <Button disabled={!canMake} icon={generate.isPending ? 'spinner' : undefined} onClick={make}>
            Make report
          </Button>
          <Button variant="secondary" fill="outline" onClick={onClose}>
            Cancel
          </Button>
        </Stack>
      </div>
    </Drawer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  preview: css({
    minHeight: 160,
    padding: theme.spacing(2),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  hint: css({ margin: 0, color: theme.colors.text.secondary }),
});
