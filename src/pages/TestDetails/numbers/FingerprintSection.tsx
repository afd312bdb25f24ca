import React from 'react';
import type { LoadFingerprint } from 'perftest-automation-sidecar/contract/runs';

import { Facts } from '../../../shared/ui/Facts';
import { Section } from '../../../shared/ui/Section';

/** What makes runs comparable; data files are no part of it. */
export function FingerprintSection({ fingerprint }: { fingerprint: LoadFingerprint | null }) {
  return (
    <Section title="What makes runs comparable" note="only runs with the same load and script logic are compared">
      {fingerprint === null ? (
        <p style={{ margin: 0 }}>The load of this run was not recorded, so it cannot be told what it compares with.</p>
      ) : (
        <Facts
          facts={[
            ...Object.entries(fingerprint.parts).map(([name, value]) => ({ name, value })),
            { name: 'Fingerprint', value: <code>{fingerprint.hash}</code> },
          ]}
        />
      )}
    </Section>
  );
}
