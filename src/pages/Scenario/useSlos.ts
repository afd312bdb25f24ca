import { type Control, useWatch } from 'react-hook-form';
import type { SloCheck } from 'perftest-automation-sidecar/contract/scenarios';
import type { Slo } from 'perftest-automation-sidecar/contract/verdict';

import { useSloCheck } from '../../shared/api/scenarios';
import { useDebounced } from '../../shared/use-debounced';
import { type ScenarioForm, writtenSlos } from './scenario-form';

const TYPING_REST_MS = 300;

export interface SloState {
  /** The sidecar's word on a text; undefined while it has none. */
  resultOf: (text: string) => SloCheck['results'][number] | undefined;
  /** What all texts mean; undefined as long as one cannot be read or has not been looked at. */
  meant: Slo[] | undefined;
  errorCount: number;
  /** Labels that the script and past runs know. */
  labels: string[];
}

/** Has the SLOs looked at while they are typed. */
export function useSlos(control: Control<ScenarioForm>, scenarioId: number | null): SloState {
  const [slos, scriptId] = useWatch({ control, name: ['slos', 'scriptId'] });
  const texts = writtenSlos({ slos });
  const check = useSloCheck({
    texts: useDebounced(texts.join('\n'), TYPING_REST_MS).split('\n').filter(Boolean),
    ...(scenarioId === null ? {} : { scenarioId }),
    ...(scriptId === null ? {} : { scriptId }),
  });
  const results = new Map(check.data?.results.map((result) => [result.text, result]));
  const meant = texts.map((text) => results.get(text)?.slo ?? null);
  return {
    resultOf: (text) => results.get(text.trim()),
    meant: meant.some((slo) => slo === null) ? undefined : meant.filter((slo) => slo !== null),
    errorCount: texts.filter((text) => (results.get(text)?.error ?? null) !== null).length,
    labels: check.data?.labels ?? [],
  };
}
