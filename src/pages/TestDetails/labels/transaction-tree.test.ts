import { makeTransactionTree } from '../../../test/analysis-factories';
import { openLines, toTreeLines } from './transaction-tree';

const { parts } = makeTransactionTree();

function outline(lines: ReturnType<typeof toTreeLines>): string[] {
  return lines.map(({ level, label }) => `${'  '.repeat(level - 1)}${label}`);
}

describe('the tree of transactions', () => {
  it('begins with those that stand in no other, and has samples and transactions beneath', () => {
    expect(outline(toTreeLines(parts))).toEqual(['Checkout', '  Open cart', '  Payment', '    Pay']);
  });

  it('shows a label beneath each transaction that it ran in', () => {
    const shared = [
      { transaction: 'A', label: 'Login', kind: 'sample' as const, count: 1, errors: 0, meanMs: 1 },
      { transaction: 'B', label: 'Login', kind: 'sample' as const, count: 2, errors: 0, meanMs: 1 },
    ];
    const lines = toTreeLines(shared);
    expect(outline(lines)).toEqual(['A', '  Login', 'B', '  Login']);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(4);
  });

  it('does not follow a transaction that stands beneath itself', () => {
    const loop = { transaction: 'B', label: 'A', kind: 'transaction' as const, count: 1, errors: 0, meanMs: 1 };
    const top = { ...loop, transaction: 'Top', label: 'B' };
    const back = { ...loop, transaction: 'A', label: 'B' };
    expect(outline(toTreeLines([top, loop, back]))).toEqual(['Top', '  B', '    A', '      B']);
  });

  it('hides what stands beneath a closed line, and nothing behind it', () => {
    const lines = toTreeLines([
      ...parts,
      { transaction: 'Checkout', label: 'Leave', kind: 'sample', count: 1, errors: 0, meanMs: 1 },
    ]);
    const closed = new Set([JSON.stringify(['Checkout', 'Payment'])]);
    expect(outline(openLines(lines, closed))).toEqual(['Checkout', '  Open cart', '  Payment', '  Leave']);
  });
});
