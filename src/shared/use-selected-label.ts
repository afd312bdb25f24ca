import { useSearchParams } from 'react-router-dom';
import type { LabelKind } from 'perftest-automation-sidecar/contract/statistics';

export interface SelectedLabel {
  label: string;
  kind: LabelKind;
}

const KINDS: ReadonlySet<string> = new Set<LabelKind>(['sample', 'transaction', 'setup']);

function isKind(text: string | null): text is LabelKind {
  return text !== null && KINDS.has(text);
}

/** The label that the charts show; it stands in the URL. undefined = the total. */
export function useSelectedLabel(): [SelectedLabel | undefined, (row: SelectedLabel | undefined) => void] {
  const [params, setParams] = useSearchParams();
  const label = params.get('label');
  const kind = params.get('kind');
  const select = (row: SelectedLabel | undefined) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        next.delete('label');
        next.delete('kind');
        if (row) {
          next.set('label', row.label);
          next.set('kind', row.kind);
        }
        return next;
      },
      { replace: true }
    );
  const selected = label === null ? undefined : { label, kind: isKind(kind) ? kind : ('sample' as const) };
  return [selected, select];
}
