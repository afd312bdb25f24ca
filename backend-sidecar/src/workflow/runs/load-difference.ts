import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import { fingerprintDifference } from '../../scripts/fingerprint.ts';

/** How the load of one run differs from that of another, in plain words; nothing where that is not known of both. */
export function loadDifference(evidence: EvidenceStore, runId: number, otherId: number): string[] {
  if (runId === otherId) {
    return [];
  }
  const [one, other] = [evidence.fingerprint(runId), evidence.fingerprint(otherId)];
  return one === null || other === null ? [] : fingerprintDifference(one, other);
}
