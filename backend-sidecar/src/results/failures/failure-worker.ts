import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

import { LabelRules } from '../../statistics/label-rules.ts';
import { FailureKeeper } from './failure-keeper.ts';
import type { FailureMessage, FailureRequest, FailureWatchOptions } from './failure-protocol.ts';
import { FailureReader } from './failure-reader.ts';
import { KeptFile } from './kept-file.ts';
import { createMask } from './mask.ts';
import { RawFailureFile } from './raw-failure-file.ts';

/** Reads the failed requests that JMeter writes, keeps the first of each label, and keeps JMeter's file small. */
class FailureWatching {
  private readonly raw: RawFailureFile;
  private readonly kept: KeptFile;
  private readonly keeper: FailureKeeper;
  private readonly reader: FailureReader;
  private isComplete: boolean;
  private isFinishing = false;
  private wake: () => void = () => undefined;

  constructor(private readonly options: FailureWatchOptions) {
    this.kept = new KeptFile(options.keptPath);
    this.kept.removeUnfinishedLine();
    const before = this.kept.read();
    this.isComplete = before.isComplete;
    this.raw = new RawFailureFile(options.rawPath, options.emptyAfterBytes, before.readTo);
    this.keeper = createKeeper(options, before.failures);
    this.reader = this.createReader();
  }

  finish(): void {
    this.isFinishing = true;
    this.wake();
  }

  /** Until it was told to finish, and the file is read to its end. */
  async run(): Promise<void> {
    for (;;) {
      const isLastLook = this.isFinishing;
      if (this.readChunk()) {
        await nextTurn();
      } else if (isLastLook) {
        this.raw.close();
        return;
      } else {
        await this.pause();
      }
    }
  }

  private readChunk(): boolean {
    const chunk = this.raw.read();
    if (chunk?.isAfterGap === true) {
      this.reader.lose();
    }
    if (chunk !== null) {
      this.reader.push(chunk.bytes);
    }
    if (!this.keeper.isComplete) {
      this.noteLost();
    }
    if (chunk === null && this.raw.isLarge(this.reader.isBetweenSamples)) {
      // Noted first: who goes on after a kill in between begins behind the hole, not in it.
      this.kept.append({ readTo: this.raw.position });
      this.raw.empty();
    }
    return chunk !== null;
  }

  private createReader(): FailureReader {
    return new FailureReader({
      isWanted: (label) => this.keeper.isWanted(label),
      onFailure: (failure) => {
        const kept = this.keeper.take(failure);
        if (kept !== undefined) {
          this.kept.append({ failure: kept });
        }
      },
      onLost: () => this.noteLost(),
    });
  }

  private noteLost(): void {
    if (this.isComplete) {
      this.isComplete = false;
      this.kept.append({ lost: true });
    }
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}

function createKeeper(
  { secrets, maskPatterns, labelFoldings }: FailureWatchOptions,
  kept: ReturnType<KeptFile['read']>['failures']
): FailureKeeper {
  const rules = new LabelRules({ labelFoldings, excludedLabels: [] });
  return new FailureKeeper({
    mask: createMask({ secrets, patterns: maskPatterns }),
    foldedLabel: (label) => rules.of(label).label,
    kept,
  });
}

function start(port: MessagePort, options: FailureWatchOptions): void {
  const post = (message: FailureMessage) => port.postMessage(message);
  const watching = new FailureWatching(options);
  port.on('message', (request: FailureRequest) => {
    if (request.type === 'finish') {
      watching.finish();
    }
  });
  watching
    .run()
    .then(() => post({ type: 'finished' }))
    .catch((error: unknown) =>
      post({ type: 'fault', message: error instanceof Error ? error.message : String(error) })
    );
}

if (parentPort !== null) {
  start(parentPort, workerData as FailureWatchOptions);
}
