import { makeLane, makeQueue, makeWaitingRun, MINUTE_MS, T0 } from '../../test/factories';
import { movedQueue } from './queue-move';

/** Three runs of 60, 30 and 10 minutes with a cool-down of 15 minutes after each. */
function queueOfThree() {
  const minutes = [60, 30, 10];
  let startsAtMs = T0;
  const waiting = minutes.map((lasts, index) => {
    const endsAtMs = startsAtMs + lasts * MINUTE_MS;
    const one = { run: makeWaitingRun({ id: 51 + index }), startsAtMs, endsAtMs, cooldownSeconds: 900 };
    startsAtMs = endsAtMs + 15 * MINUTE_MS;
    return one;
  });
  return makeQueue({ lanes: [makeLane({ waiting })] });
}

const idsOf = (queue: ReturnType<typeof queueOfThree>) => queue.lanes[0]?.waiting.map(({ run }) => run.id);

describe('a moved run', () => {
  it('stands before the run it was put before, and the times follow', () => {
    const moved = movedQueue(queueOfThree(), { runId: 53, beforeRunId: 51 });
    expect(idsOf(moved)).toEqual([53, 51, 52]);
    // 10 min, 15 min cool-down, then 60 min, 15 min, then 30 min.
    expect(moved.lanes[0]?.waiting.map(({ endsAtMs }) => (endsAtMs - T0) / MINUTE_MS)).toEqual([10, 85, 130]);
  });

  it('stands at the end without one', () => {
    expect(idsOf(movedQueue(queueOfThree(), { runId: 51, beforeRunId: null }))).toEqual([52, 53, 51]);
  });

  it('that has left the queue meanwhile changes nothing', () => {
    const queue = queueOfThree();
    expect(movedQueue(queue, { runId: 99, beforeRunId: 51 })).toEqual(queue);
  });
});
