import type { ErrorGroup, LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';

const MAX_GROUPS = 1000;
const MAX_MESSAGE_CHARS = 1000;
export const OTHER_ERRORS = 'other errors';

/**
 * Failed samples by label, kind, response code and message, with the starts of the first and the last of them. Messages are often unique (an id, a time): past a thousand
 * groups everything new is counted together as `other errors`, so that no error is lost and memory stays bounded.
 */
export class ErrorGroups {
  private readonly groups = new Map<string, ErrorGroup>();
  private other: ErrorGroup | null = null;

  /** @param counted what the record's label is counted as */
  add(record: SampleRecord, counted: { label: string; kind: LabelKind }): void {
    const group = this.groupOf(record, counted);
    group.count++;
    group.firstMs = Math.min(group.firstMs, record.startMs);
    group.lastMs = Math.max(group.lastMs, record.startMs);
  }

  /** Most frequent first; `other errors` last. */
  list(): ErrorGroup[] {
    const listed = [...this.groups.values()].sort((one, other) => other.count - one.count);
    return (this.other === null ? listed : [...listed, this.other]).map((group) => ({ ...group }));
  }

  private groupOf(record: SampleRecord, { label, kind }: { label: string; kind: LabelKind }): ErrorGroup {
    const { responseCode, startMs } = record;
    const message = shortened(record.failureText);
    const key = JSON.stringify([label, kind, responseCode, message]);
    const known = this.groups.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.groups.size >= MAX_GROUPS) {
      this.other ??= emptyGroup({ label: '', kind: 'sample', responseCode: '', message: OTHER_ERRORS }, startMs);
      return this.other;
    }
    const group = emptyGroup({ label, kind, responseCode: shortened(responseCode), message }, startMs);
    this.groups.set(key, group);
    return group;
  }
}

function emptyGroup(key: Pick<ErrorGroup, 'label' | 'kind' | 'responseCode' | 'message'>, atMs: number): ErrorGroup {
  return { ...key, example: key.message, count: 0, firstMs: atMs, lastMs: atMs };
}

function shortened(text: string): string {
  return text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS)}…` : text;
}
