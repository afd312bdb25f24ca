import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Modal, useStyles2 } from '@grafana/ui';
import type { Capture, Picture } from 'perftest-automation-sidecar/contract/pictures';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { pictureHref, useCapture, usePictures } from '../../../shared/api/pictures';
import { hasEnded } from '../../../shared/api/run-status';
import { formatDateTime, formatDuration } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { hasRole } from '../../../shared/role';
import { AppLink } from '../../../shared/ui/AppLink';
import { ProgressBar } from '../../../shared/ui/ProgressBar';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';

/** Grafana's panels over the run, as they looked when it had ended. */
export function PicturesSection({ run }: { run: Run }) {
  const pictures = usePictures(run.id);
  const capture = useCapture(run.id);
  const isRunning = pictures.data?.isRunning ?? false;
  const canCapture = hasRole('Editor') && hasEnded(run.status) && run.startedAtMs !== null;
  const hasAny = (pictures.data?.allPictures ?? 0) > 0;
  return (
    <Section
      title="Pictures"
      note="of Grafana’s panels at the end of the run"
      actions={
        canCapture && (
          <Button
            size="sm"
            variant="secondary"
            icon="camera"
            disabled={isRunning || capture.isPending}
            onClick={() => capture.mutate()}
          >
            {isRunning ? 'Capturing…' : hasAny ? 'Capture again' : 'Capture'}
          </Button>
        )
      }
    >
      <QueryView query={pictures} subject="the pictures">
        {(loaded) => <Pictures run={run} capture={loaded} />}
      </QueryView>
    </Section>
  );
}

function Pictures({ run, capture }: { run: Run; capture: Capture }) {
  const styles = useStyles2(getStyles);
  const [shown, setShown] = useState<Picture | null>(null);
  const there = capture.pictures.filter(isThere);
  const absent = capture.pictures.filter((picture) => !isThere(picture));
  return (
    <div className={styles.parts}>
      {capture.isRunning && <CaptureProgress capture={capture} />}
      {capture.allPictures === 0 && <NoPictures run={run} />}
      {there.length > 0 && (
        <ul className={styles.grid} aria-label="Pictures">
          {there.map((picture) => (
            <li key={picture.id} className={styles.item}>
              <Thumbnail picture={picture} onOpen={() => setShown(picture)} />
            </li>
          ))}
        </ul>
      )}
      {absent.length > 0 && (
        <ul className={styles.list} aria-label="Panels without a picture">
          {absent.map((picture) => (
            <li key={picture.id}>
              <strong>{picture.panelTitle}</strong> ({picture.dashboardTitle}):{' '}
              {picture.state === 'waiting'
                ? 'waits to be captured'
                : `not captured, because ${picture.why ?? 'no picture came'}`}
              .
            </li>
          ))}
        </ul>
      )}
      {shown && <PictureModal picture={shown} onClose={() => setShown(null)} />}
    </div>
  );
}

function CaptureProgress({ capture }: { capture: Capture }) {
  const { donePictures, allPictures, leftSeconds } = capture;
  const left = leftSeconds === null ? '' : `, about ${formatDuration(leftSeconds * 1000)} left`;
  return (
    <div>
      <p role="status">
        {donePictures} of {allPictures} panels captured{left}
      </p>
      <ProgressBar progress={allPictures === 0 ? null : donePictures / allPictures} label="Panels captured" />
    </div>
  );
}

function NoPictures({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.note}>
      No panels have been captured of this run. Which ones are is said on the pages of its{' '}
      <AppLink to={paths.environment(run.environmentId)} isInText>
        environment
      </AppLink>{' '}
      and its{' '}
      <AppLink to={paths.scenario(run.scenarioId)} isInText>
        scenario
      </AppLink>
      .
    </p>
  );
}

function Thumbnail({ picture, onOpen }: { picture: Picture; onOpen: () => void }) {
  const styles = useStyles2(getStyles);
  const { panelTitle, dashboardTitle } = picture;
  return (
    <>
      <button type="button" className={styles.thumbnail} onClick={onOpen} aria-label={`Enlarge ${panelTitle}`}>
        <img src={pictureHref(picture.id)} alt={`${panelTitle}, ${dashboardTitle}`} loading="lazy" />
      </button>
      <div>
        <strong>{panelTitle}</strong> <span className={styles.note}>{dashboardTitle}</span>
      </div>
      {picture.why !== null && <div className={styles.note}>{picture.why}.</div>}
      {picture.whyNoData !== null && <div className={styles.note}>Data not kept, because {picture.whyNoData}.</div>}
    </>
  );
}

function PictureModal({ picture, onClose }: { picture: Picture; onClose: () => void }) {
  const styles = useStyles2(getStyles);
  const { panelTitle, dashboardTitle, fromMs, toMs } = picture;
  return (
    <Modal isOpen title={panelTitle} className={styles.modal} onDismiss={onClose}>
      <img className={styles.full} src={pictureHref(picture.id)} alt={`${panelTitle}, ${dashboardTitle}`} />
      <p className={styles.note}>
        {dashboardTitle}, {formatDateTime(fromMs)} to {formatDateTime(toMs)}; the times in the picture are UTC.
      </p>
    </Modal>
  );
}

function isThere({ state }: Picture): boolean {
  return state === 'captured' || state === 'drawn';
}

const getStyles = (theme: GrafanaTheme2) => ({
  parts: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 280px), 1fr))',
    gap: theme.spacing(2),
    margin: 0,
    padding: 0,
    listStyle: 'none',
  }),
  item: css({ minWidth: 0, overflowWrap: 'anywhere' }),
  thumbnail: css({
    display: 'block',
    width: '100%',
    padding: 0,
    marginBottom: theme.spacing(0.5),
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    overflow: 'hidden',
    '&:hover': { borderColor: theme.colors.border.strong },
    '& img': { display: 'block', width: '100%', aspectRatio: '2 / 1', objectFit: 'contain' },
  }),
  list: css({ margin: 0, paddingLeft: theme.spacing(2.5), overflowWrap: 'anywhere' }),
  note: css({ color: theme.colors.text.secondary, '&&': { margin: 0 } }),
  modal: css({ width: 'min(1240px, 94vw)', maxWidth: 'none' }),
  full: css({ display: 'block', maxWidth: '100%', margin: '0 auto', marginBottom: theme.spacing(1) }),
});
