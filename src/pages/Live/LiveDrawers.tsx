import React, { useState } from 'react';
import { Button, Drawer, Stack } from '@grafana/ui';
import type { LiveSnapshot } from 'perftest-automation-sidecar/contract/live';

import { runFileHref } from '../../shared/api/runs';
import { plural } from '../../shared/format';
import { ErrorGroups } from '../../shared/ui/ErrorGroups';
import { KeptFailures } from '../../shared/ui/KeptFailures';
import { LogText } from '../../shared/ui/LogText';
import { PageSections } from '../../shared/ui/PageSections';
import { Section } from '../../shared/ui/Section';

interface LiveDrawersProps {
  snapshot: LiveSnapshot;
  runId: number;
}

/** What one looks into now and then: errors and the end of the log. */
export function LiveDrawers({ snapshot, runId }: LiveDrawersProps) {
  const [open, setOpen] = useState<'errors' | 'log'>();
  const close = () => setOpen(undefined);
  const groupCount = snapshot.errors.length;
  return (
    <Stack gap={1}>
      <Button
        size="sm"
        variant="secondary"
        icon="exclamation-triangle"
        disabled={groupCount === 0}
        onClick={() => setOpen('errors')}
      >
        {groupCount === 0 ? 'No errors' : `Errors: ${plural(groupCount, 'group')}`}
      </Button>
      <Button size="sm" variant="secondary" icon="gf-logs" onClick={() => setOpen('log')}>
        Log
      </Button>
      {open === 'errors' && (
        <Drawer title="Errors" subtitle="Failed samples by label, code and message" size="lg" onClose={close}>
          <PageSections>
            <ErrorGroups groups={snapshot.errors} />
            <Section title="Failed requests" note="with what was sent and what came back" isBare>
              <KeptFailures
                runId={runId}
                groups={snapshot.errors}
                emptyText="No failed request was kept yet."
                refetchIntervalMs={5_000}
              />
            </Section>
          </PageSections>
        </Drawer>
      )}
      {open === 'log' && (
        <Drawer title="End of jmeter.log" size="lg" onClose={close}>
          <LogText
            label="End of jmeter.log"
            text={snapshot.log.map(({ text }) => text).join('\n')}
            maxHeight="calc(100vh - 200px)"
          />
          <p>
            <a href={runFileHref(runId, 'jmeter.log')} download target="_self">
              Download the whole log
            </a>
          </p>
        </Drawer>
      )}
    </Stack>
  );
}
