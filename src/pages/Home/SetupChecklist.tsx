import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { Setup, SetupStep } from 'perftest-automation-sidecar/contract/system';

import { useSetup } from '../../shared/api/settings';
import { hasRole } from '../../shared/role';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { type Look, Mark } from '../../shared/ui/Verdict';
import { STEP_PLACES } from './setup-steps';

const DISMISSED = 'perftest-automation-app.setup-dismissed';

const LOOKS: Record<SetupStep['state'], Look> = {
  done: { word: 'Done', icon: 'check-circle', tone: 'good' },
  open: { word: 'To do', icon: 'circle', tone: 'unsure' },
  optional: { word: 'Optional', icon: 'circle', tone: 'quiet' },
};

/** From the installation to the first test that passes; for those who can do something about it. */
export function SetupChecklist() {
  const [isDismissed, setIsDismissed] = useState(() => localStorage.getItem(DISMISSED) !== null);
  const isWanted = hasRole('Editor') && !isDismissed;
  const setup = useSetup(isWanted);
  // Whoever comes to a finished installation has nothing to do with it; whoever finishes it here hears so.
  const [wasOpen, setWasOpen] = useState(false);
  if (setup.data?.isDone === false && !wasOpen) {
    setWasOpen(true);
  }
  if (!isWanted || setup.data === undefined || (setup.data.isDone && !wasOpen)) {
    return null;
  }
  const dismiss = () => {
    localStorage.setItem(DISMISSED, 'yes');
    setIsDismissed(true);
  };
  return <Steps setup={setup.data} onDismiss={dismiss} />;
}

function Steps({ setup: { steps, isDone }, onDismiss }: { setup: Setup; onDismiss: () => void }) {
  const styles = useStyles2(getStyles);
  const done = steps.filter(({ state }) => state === 'done').length;
  const next = steps.find(({ state }) => state === 'open')?.id;
  return (
    <Section
      title={isDone ? 'A test has passed: everything works' : 'First steps'}
      note={`${done} of ${steps.length} done`}
      actions={
        <Button size="sm" variant="secondary" fill="text" onClick={onDismiss}>
          {isDone ? 'Close' : 'Do not show again'}
        </Button>
      }
    >
      <ol className={styles.list}>
        {steps.map((step) => (
          <Step key={step.id} step={step} isNext={step.id === next} />
        ))}
      </ol>
    </Section>
  );
}

function Step({ step: { id, state, sentence }, isNext }: { step: SetupStep; isNext: boolean }) {
  const styles = useStyles2(getStyles);
  const { title, link } = STEP_PLACES[id];
  return (
    <li className={styles.step}>
      <div className={styles.state}>
        <Mark look={LOOKS[state]} />
      </div>
      <div>
        <span className={styles.title}>{title}</span> <span className={styles.sentence}>{sentence}</span>
      </div>
      {link && state !== 'done' && (
        <div>
          {hasRole(link.role) ? (
            <LinkButton size="sm" variant={isNext ? 'primary' : 'secondary'} href={link.href}>
              {link.text}
            </LinkButton>
          ) : (
            <span className={styles.sentence}>An {link.role} does this</span>
          )}
        </div>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  step: css({
    display: 'grid',
    gridTemplateColumns: '96px minmax(0, 1fr) auto',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    minHeight: theme.spacing(3),
  }),
  state: css({ whiteSpace: 'nowrap' }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  sentence: css({ color: theme.colors.text.secondary }),
});
