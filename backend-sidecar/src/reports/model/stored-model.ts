import type { ReportModel, ReportRun } from './report-model.ts';

/** As the first sidecars stored it: reports of a run or a batch. */
interface ReportModelV1 extends Omit<ReportModel, 'version' | AddedInV2> {
  version: 1;
  runs: ReportRunV1[];
}

type AddedInV2 = 'comparedWith' | 'comparisons' | 'leftOut' | 'comments' | 'pictures' | 'runs';
type ReportRunV1 = Omit<ReportRun, 'role' | 'ownVerdict' | 'script' | 'generator' | 'comments'>;

/** A stored model of any version, as renderers know it: one step a version. */
export function readReportModel(json: string): ReportModel {
  const stored: unknown = JSON.parse(json);
  if (isOfVersion(stored, 2)) {
    return stored as ReportModel;
  }
  if (isOfVersion(stored, 1)) {
    return toVersion2(stored as ReportModelV1);
  }
  throw new Error('The stored report is of a version that this sidecar does not know');
}

function isOfVersion(stored: unknown, version: number): boolean {
  return typeof stored === 'object' && stored !== null && 'version' in stored && stored.version === version;
}

function toVersion2(stored: ReportModelV1): ReportModel {
  return {
    ...stored,
    version: 2,
    comparedWith: null,
    runs: stored.runs.map(toRunOfVersion2),
    comparisons: [],
    leftOut: [],
    comments: [],
    pictures: [],
  };
}

/** Figures and definitions stay as they were; what was not asked then is not known now. */
function toRunOfVersion2(run: ReportRunV1): ReportRun {
  const remark = run.run.comment;
  return {
    ...run,
    role: 'judged',
    ownVerdict: null,
    script: null,
    generator: null,
    comments: remark === '' ? [] : [{ label: null, text: remark, by: run.run.createdBy, atMs: null }],
  };
}
