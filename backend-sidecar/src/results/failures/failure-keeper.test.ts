import { describe, expect, it } from 'vitest';

import { FailureKeeper, KEPT_PER_LABEL } from './failure-keeper.ts';
import type { RawFailure } from './failure-reader.ts';
import { createMask } from './mask.ts';

const mask = createMask({ secrets: [], patterns: [] });

function failure(changes: Partial<RawFailure> = {}): RawFailure {
  return {
    ...{ label: 'Login', startMs: 1, elapsedMs: 2, threadName: 'T 1-1', responseCode: '500', responseMessage: 'no' },
    ...{ failureMessage: null, method: null, url: null, requestHeaders: '', requestBody: '', responseHeaders: '' },
    ...{ responseBody: '', isCut: false },
    ...changes,
  };
}

function createKeeper(kept: ConstructorParameters<typeof FailureKeeper>[0]['kept'] = []): FailureKeeper {
  return new FailureKeeper({ mask, foldedLabel: (label) => label.replace(/\d+$/, '*'), kept });
}

describe('the keeper of failures', () => {
  it('keeps the first of each label, as labels are counted', () => {
    const keeper = createKeeper();
    const taken = Array.from({ length: 50 }, (_, index) =>
      keeper.take(failure({ label: `/item/${index}`, startMs: index }))
    );
    expect(taken.filter((one) => one !== undefined)).toHaveLength(KEPT_PER_LABEL);
    expect(taken[0]).toMatchObject({ label: '/item/*' });
    expect(keeper.isWanted('/item/77')).toBe(false);
    expect(keeper.isWanted('Login')).toBe(true);
    expect(keeper).toMatchObject({ isComplete: true, count: 20 });
  });

  it('keeps none twice that an earlier process kept', () => {
    const first = createKeeper();
    const kept = [1, 2, 3].flatMap((startMs) => first.take(failure({ startMs })) ?? []);
    const second = createKeeper(kept);
    expect([1, 2, 3, 4].map((startMs) => second.take(failure({ startMs })) !== undefined)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(second.take(failure({ startMs: 1, threadName: 'T 1-2' }))).toBeDefined();
  });

  it('says so when it holds too much to keep more', () => {
    const keeper = createKeeper();
    const body = 'x'.repeat(60 * 1024);
    for (let index = 0; index < 1_200; index += 1) {
      keeper.take(failure({ label: `label ${index} of many`, responseBody: body }));
    }
    expect(keeper.isComplete).toBe(false);
    expect(keeper.count).toBeLessThan(1_150);
  });
});
