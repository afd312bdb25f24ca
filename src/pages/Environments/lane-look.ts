import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { assertNever } from '../../shared/assert-never';
import type { Look } from '../../shared/ui/Verdict';

/** What an environment does just now; one without a lane in the queue has nothing to do. */
export function laneLook(lane: Lane | undefined): Look {
  const state = lane?.state ?? 'idle';
  switch (state) {
    case 'idle':
      return { word: 'Idle', icon: 'circle', tone: 'quiet' };
    case 'running':
      return { word: 'Running', icon: 'play', tone: 'busy' };
    case 'cooling down':
      return { word: 'Cooling down', icon: 'stopwatch', tone: 'busy' };
    case 'waiting for the generator':
      return { word: 'Waits for the generator', icon: 'hourglass', tone: 'quiet' };
    case 'paused':
      return { word: 'Paused', icon: 'pause', tone: 'unsure' };
    case 'held':
      return { word: 'Held', icon: 'question-circle', tone: 'bad' };
    default:
      return assertNever(state);
  }
}
