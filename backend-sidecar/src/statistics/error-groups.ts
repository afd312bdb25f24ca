import type { ErrorGroup, LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { foldMessage, shortened } from './error-message.ts';

const MAX_GROUPS = 1000;
/** Messages whose fold is remembered; those that are all different must not fill the memory. */
const REMEMBERED_MESSAGES = 5_000;
export const OTHER_ERRORS = 'other errors';

type GroupKey = Pick<ErrorGroup, 'label' | 'kind' | 'responseCode' | 'message'>;

/**
 * Failed samples by label, kind, response code and folded message, with the first and the last of them and an example. Past
 * a thousand groups everything new is counted together as `other errors`, so that no error is lost and memory stays bounded.
 */
export class ErrorGroups {
  private readonly groups = new Map<string, ErrorGroup>();
  private readonly folds = new Map<string, string>();
  private other: ErrorGroup | null = null;

  /** @param counted what the record's label is counted as */
  add(record: SampleRecord, counted: { label: string; kind: LabelKind }): void {
    const { startMs, failureText } = record;
    const message = this.foldOf(failureText);
    const key = { label: counted.label, kind: counted.kind, responseCode: shortened(record.responseCode), message };
    const group = this.groupOf(key, { example: failureText, startMs });
    group.count += record.errorCount;
    group.firstMs = Math.min(group.firstMs, startMs);
    group.lastMs = Math.max(group.lastMs, startMs);
  }

  /** Whether some were counted together: then those that come behind them might have been groups of their own. */
  get isFull(): boolean {
    return this.other !== null;
  }

  /** In the order in which they were found. */
  pack(): ErrorGroup[] {
    return [...this.groups.values(), ...(this.other === null ? [] : [this.other])];
  }

  static unpack(packed: readonly ErrorGroup[]): ErrorGroups {
    const groups = new ErrorGroups();
    packed.forEach((group) => groups.addGroup(group));
    return groups;
  }

  merge(others: ErrorGroups): void {
    others.pack().forEach((group) => this.addGroup(group));
  }

  /** Most frequent first; `other errors` last. */
  list(): ErrorGroup[] {
    const listed = [...this.groups.values()].sort((one, other) => other.count - one.count);
    return (this.other === null ? listed : [...listed, this.other]).map((group) => ({ ...group }));
  }

  private addGroup(theirs: ErrorGroup): void {
    const isOther = theirs.message === OTHER_ERRORS && theirs.label === '';
    const group = isOther
      ? this.otherGroup(theirs.firstMs)
      : this.groupOf(theirs, { example: theirs.example, startMs: theirs.firstMs });
    group.count += theirs.count;
    group.firstMs = Math.min(group.firstMs, theirs.firstMs);
    group.lastMs = Math.max(group.lastMs, theirs.lastMs);
  }

  private groupOf(key: GroupKey, first: { example: string; startMs: number }): ErrorGroup {
    const { label, kind, responseCode, message } = key;
    // With lengths, so that no two have the same; as JSON it takes ten times as long.
    const name = `${kind} ${label.length} ${responseCode.length} ${label}${responseCode}${message}`;
    const known = this.groups.get(name);
    if (known !== undefined) {
      return known;
    }
    if (this.groups.size >= MAX_GROUPS) {
      return this.otherGroup(first.startMs);
    }
    const group = newGroup({ label, kind, responseCode, message }, { ...first, example: shortened(first.example) });
    this.groups.set(name, group);
    return group;
  }

  private otherGroup(startMs: number): ErrorGroup {
    const key = { label: '', kind: 'sample', responseCode: '', message: OTHER_ERRORS } as const;
    this.other ??= newGroup(key, { example: '', startMs });
    return this.other;
  }

  private foldOf(message: string): string {
    const known = this.folds.get(message);
    if (known !== undefined) {
      return known;
    }
    if (this.folds.size >= REMEMBERED_MESSAGES) {
      this.folds.clear();
    }
    const fold = foldMessage(message);
    this.folds.set(message, fold);
    return fold;
  }
}

function newGroup(key: GroupKey, { example, startMs }: { example: string; startMs: number }): ErrorGroup {
  return { ...key, example, count: 0, firstMs: startMs, lastMs: startMs };
}
