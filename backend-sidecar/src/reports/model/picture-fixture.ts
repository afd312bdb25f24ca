import type { ReportPicture } from './report-model.ts';

/** A panel that was captured, with the figures of one series. */
export function fixturePicture(more: Partial<ReportPicture> = {}): ReportPicture {
  return {
    ...{ id: 1, testRunId: 1, presetId: 1, dashboardUid: 'live', dashboardTitle: 'JMeter live', panelId: 8 },
    ...{
      panelTitle: 'Response time',
      fromMs: 1_700_000_060_000,
      toMs: 1_700_000_600_000,
      state: 'captured',
      why: null,
    },
    ...{ widthPixels: 1000, heightPixels: 500, sizeBytes: 40_000, hasData: true, whyNoData: null, createdAtMs: 1 },
    ...{ imagePath: 'grafana-snapshots/run-1/picture-1.png', checksumSha256: 'x' },
    figures: [{ name: 'p95', unit: 'ms', mean: 209.5567, max: 1259.82 }],
    ...more,
  };
}
