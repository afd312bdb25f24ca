import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { PicturePreset } from 'perftest-automation-sidecar/contract/pictures';

import { useDeletePicturePreset, usePicturePresets } from '../api/pictures';
import { plural } from '../format';
import { hasRole } from '../role';
import { ConfirmButton } from '../ui/ConfirmButton';
import { Section } from '../ui/Section';
import { QueryView } from '../ui/states';
import { PresetModal } from './PresetModal';
import type { PresetPlace } from './preset-form';

/** Which of Grafana's panels are captured of the runs of an environment or scenario. */
export function PicturePresets({ place }: { place: PresetPlace }) {
  const presets = usePicturePresets();
  const [edited, setEdited] = useState<PicturePreset | 'new' | null>(null);
  return (
    <Section
      title="Pictures"
      note="Grafana’s panels that are captured as each run ends, for reports"
      actions={
        hasRole('Editor') && (
          <Button size="sm" variant="secondary" icon="plus" onClick={() => setEdited('new')}>
            Add pictures
          </Button>
        )
      }
    >
      <QueryView query={presets} subject="the pictures">
        {(loaded) => <PresetList presets={loaded.filter((preset) => isOf(preset, place))} onEdit={setEdited} />}
      </QueryView>
      {edited !== null && (
        <PresetModal preset={edited === 'new' ? null : edited} place={place} onClose={() => setEdited(null)} />
      )}
    </Section>
  );
}

/** Also those of every environment and scenario. */
function isOf({ environmentId, scenarioId }: PicturePreset, place: PresetPlace): boolean {
  return place.kind === 'environment'
    ? environmentId === null || environmentId === place.id
    : scenarioId === null || scenarioId === place.id;
}

interface PresetListProps {
  presets: readonly PicturePreset[];
  onEdit: (preset: PicturePreset) => void;
}

function PresetList({ presets, onEdit }: PresetListProps) {
  const styles = useStyles2(getStyles);
  if (presets.length === 0) {
    return <p className={styles.note}>None: reports come without pictures of Grafana’s panels.</p>;
  }
  return (
    <ul className={styles.list} aria-label="Captured dashboards">
      {presets.map((preset) => (
        <li key={preset.id} className={styles.line}>
          <div className={styles.words}>
            <strong>{preset.name}</strong> <span className={styles.note}>{describe(preset)}</span>
          </div>
          <PresetButtons preset={preset} onEdit={onEdit} />
        </li>
      ))}
    </ul>
  );
}

function PresetButtons({ preset, onEdit }: { preset: PicturePreset; onEdit: PresetListProps['onEdit'] }) {
  const remove = useDeletePicturePreset();
  return (
    <>
      {hasRole('Editor') && (
        <Button
          size="sm"
          variant="secondary"
          fill="outline"
          aria-label={`Change ${preset.name}`}
          onClick={() => onEdit(preset)}
        >
          Change
        </Button>
      )}
      {hasRole('Admin') && (
        <ConfirmButton
          size="sm"
          icon="trash-alt"
          title={`Delete the pictures ${preset.name}?`}
          body="Later runs are not captured by it. Pictures that are there stay."
          confirmText="Delete"
          onConfirm={() => remove.mutate(preset.id)}
        >
          Delete
        </ConfirmButton>
      )}
    </>
  );
}

function describe({ dashboardUid, panelIds, range, environmentId, scenarioId, isActive }: PicturePreset): string {
  const panels = panelIds.length === 0 ? 'every panel' : plural(panelIds.length, 'panel');
  return [
    `${panels} of the dashboard ${dashboardUid}`,
    range === 'window' ? 'over the analysis window' : 'over the whole run',
    environmentId === null ? 'in every environment' : null,
    scenarioId === null ? 'of every scenario' : 'of one scenario',
    isActive ? null : 'switched off',
  ]
    .filter((part) => part !== null)
    .join(', ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({ color: theme.colors.text.secondary, '&&': { margin: 0 } }),
  list: css({
    margin: 0,
    padding: 0,
    listStyle: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
  }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  words: css({ flex: '1 1 320px', minWidth: 0, overflowWrap: 'anywhere' }),
});
