import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Badge, Button, useStyles2 } from '@grafana/ui';
import type { GeneratorSummary } from 'perftest-automation-sidecar/contract/generators';

import { useDeleteGenerator, useGenerators, useTestGenerator } from '../../shared/api/generators';
import { ConnectionResults } from '../../shared/connections/ConnectionResults';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { Section } from '../../shared/ui/Section';
import { ErrorText, QueryView } from '../../shared/ui/states';
import { GeneratorDrawer } from './GeneratorDrawer';

const SOURCES: Partial<Record<GeneratorSummary['source'], string>> = {
  'built in': 'Built in',
  environment: 'From the environment',
};

/** The hosts whose JMeter makes the load; an environment chooses one. */
export function Generators() {
  const styles = useStyles2(getStyles);
  const generators = useGenerators();
  const [edited, setEdited] = useState<string | 'new' | null>(null);
  return (
    <Section
      className={styles.section}
      title="Load generators"
      note="each runs one test at a time; environments choose one"
      actions={
        <Button size="sm" variant="secondary" icon="plus" onClick={() => setEdited('new')}>
          Add generator
        </Button>
      }
    >
      <QueryView query={generators} subject="the generators">
        {(loaded) => (
          <ul className={styles.list} aria-label="Load generators">
            {loaded.map((generator) => (
              <GeneratorLine key={generator.name} generator={generator} onEdit={() => setEdited(generator.name)} />
            ))}
          </ul>
        )}
      </QueryView>
      {edited !== null && <GeneratorDrawer name={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Section>
  );
}

function GeneratorLine({ generator, onEdit }: { generator: GeneratorSummary; onEdit: () => void }) {
  const styles = useStyles2(getStyles);
  const { name, source, place, description, kind } = generator;
  const testing = useTestGenerator();
  const remove = useDeleteGenerator();
  return (
    <li>
      <div className={styles.line}>
        <div className={styles.words}>
          <strong>{name}</strong> {source in SOURCES && <Badge color="blue" text={SOURCES[source]} />}{' '}
          <span className={styles.note}>{[place, description].filter(Boolean).join(' · ')}</span>
        </div>
        <Button
          size="sm"
          variant="secondary"
          fill="outline"
          aria-label={`Test ${name}`}
          disabled={testing.isPending}
          onClick={() => testing.mutate(name)}
        >
          {testing.isPending ? 'Testing…' : 'Test'}
        </Button>
        {kind === 'ssh' && (
          <Button
            size="sm"
            variant="secondary"
            fill="outline"
            aria-label={source === 'saved' ? `Change ${name}` : `Look at ${name}`}
            onClick={onEdit}
          >
            {source === 'saved' ? 'Change' : 'Look'}
          </Button>
        )}
        {source === 'saved' && (
          <ConfirmButton
            size="sm"
            icon="trash-alt"
            title={`Delete the generator ${name}?`}
            body="Runs that it made stay as they are. What lies on its host stays there."
            confirmText="Delete"
            onConfirm={() => remove.mutate(name)}
          >
            Delete
          </ConfirmButton>
        )}
      </div>
      <div aria-live="polite" className={styles.results}>
        {testing.error && (
          <Alert severity="error" title="It was not tried">
            <ErrorText error={testing.error} />
          </Alert>
        )}
        {testing.data && <ConnectionResults results={[testing.data]} />}
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginTop: theme.spacing(3), maxWidth: 960 }),
  note: css({ color: theme.colors.text.secondary }),
  list: css({ margin: 0, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  words: css({ flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' }),
  results: css({ '&:not(:empty)': { marginTop: theme.spacing(1) } }),
});
