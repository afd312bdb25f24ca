import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useDebounced } from '../../../shared/use-debounced';
import { isSameWindow, readWindow, type TimeWindow } from './time-window';

const DRAG_REST_MS = 200;

/**
 * The window that somebody looks at; it stands in the URL when it is another than what the verdict judges. While it is
 * being moved, `window` follows at once and `asked` when it rests.
 */
export function useTimeWindow(run: Run, extent: TimeWindow) {
  const [params, setParams] = useSearchParams();
  const judged = judgedWindow(run, extent);
  const stored = readWindow(params, extent) ?? judged;
  const [dragged, setDragged] = useState<TimeWindow>();
  const window = dragged ?? stored;
  const isWhatIf = !isSameWindow(window, judged);
  const rested = useDebounced(isWhatIf ? `${window.fromMs} ${window.toMs}` : '', DRAG_REST_MS);
  const [fromMs, toMs] = rested.split(' ').map(Number);

  const choose = (next: TimeWindow | undefined) => {
    setDragged(undefined);
    setParams(
      (previous) => {
        const params = new URLSearchParams(previous);
        params.delete('from');
        params.delete('to');
        if (next && !isSameWindow(next, judged)) {
          params.set('from', String(next.fromMs));
          params.set('to', String(next.toMs));
        }
        return params;
      },
      { replace: true }
    );
  };
  return {
    window,
    judged,
    isWhatIf,
    /** undefined = what the verdict judges. */
    asked: rested === '' ? undefined : { fromMs, toMs },
    drag: setDragged,
    choose,
    drop: () => dragged && choose(dragged),
    reset: () => choose(undefined),
  };
}

export type TimeWindowChoice = ReturnType<typeof useTimeWindow>;

/** The analysis window; of a run without one the whole. */
function judgedWindow({ windowFromMs, windowToMs }: Run, extent: TimeWindow): TimeWindow {
  return { fromMs: windowFromMs ?? extent.fromMs, toMs: windowToMs ?? extent.toMs };
}
