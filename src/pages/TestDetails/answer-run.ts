import { makeLog, makeRun, makeScriptDiff, makeStatistics, makeTimeline, pageOf } from '../../test/factories';
import { sidecar } from '../../test/grafana-runtime';

/** For tests: a sidecar that knows one run and everything that its page asks for. */
export function answerRun(run = makeRun()) {
  sidecar.answer({
    [`GET /api/tests/${run.id}`]: run,
    [`GET /api/tests/${run.id}/statistics`]: makeStatistics(),
    [`GET /api/tests/${run.id}/timeline`]: makeTimeline(),
    [`GET /api/tests/${run.id}/log`]: makeLog(),
    [`GET /api/tests/${run.id}/files`]: [{ name: 'jmeter.log', sizeBytes: 18_204, description: 'JMeter’s log' }],
    [`GET /api/tests/${run.id}/script-diff`]: makeScriptDiff(),
    [`GET /api/tests/${run.id}/transactions`]: { parts: [], unmatchedCount: 0 },
    'GET /api/comments': [],
    'GET /api/scripts/2/revisions': [],
    'GET /api/reports': pageOf([]),
  });
}
