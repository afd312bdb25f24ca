import { describe, expect, it } from 'vitest';

import { findFunctionCalls, resolveText, type ValueScope } from './expressions.ts';
import { numberOf, toScriptSetting } from './setting-values.ts';

const scope: ValueScope = {
  properties: { threads: '12', dir: 'data', name: 'threads' },
  variables: {
    users: '${__P(users,${base})}',
    base: '7',
    round: '${again}',
    again: '${round}',
    now: '${__time()}',
  },
  placeholders: { USERS: '30', FILE: '${__P(dir)}/x' },
};

describe('findFunctionCalls', () => {
  it('finds calls inside of calls, with their parameters', () => {
    expect(findFunctionCalls('a ${__CSVRead(${__P(dir,d)}/u.csv,0)} ${__UUID} ${__open(')).toEqual([
      { name: 'CSVRead', parameters: ['${__P(dir,d)}/u.csv', '0'] },
      { name: 'P', parameters: ['dir', 'd'] },
      { name: 'UUID', parameters: [] },
    ]);
  });
});

describe('resolveText', () => {
  it.each([
    ['plain', 'plain'],
    ['${__P(threads,5)}', '12'],
    ['${__P(other,5)}', '5'],
    ['${__P(other)}', '1'],
    ['${__property(other)}', 'other'],
    ['${__property(other,VAR,9)}', '9'],
    ['${__P(${__P(name)},3)}', '12'],
    ['${users}', '7'],
    ['@@USERS@@', '30'],
    ['a@@FILE@@.csv', 'adata/x.csv'],
    ['x${__P(dir)}/${base}.csv', 'xdata/7.csv'],
  ])('makes %s into %s', (text, value) => {
    expect(resolveText(text, scope)).toBe(value);
  });

  it.each(['${unknown}', '${__time()}', '${now}', '@@MISSING@@', '${round}', '${__P(open', '${constructor}'])(
    'cannot tell %s before the run',
    (text) => {
      expect(resolveText(text, scope)).toBeNull();
    }
  );
});

describe('numberOf', () => {
  // JMeter 5.6.3 was tried: a text that Integer.parseInt refuses is 0, without a word.
  it.each([
    ['25', 25],
    ['-1', -1],
    [' 3 ', 0],
    ['abc', 0],
    ['', 0],
    ['2.5', 0],
    ['${__P(threads,5)}', 12],
    ['${unknown}', null],
  ])('reads %j as %s', (text, value) => {
    expect(numberOf(text, scope)).toBe(value);
  });
});

describe('toScriptSetting', () => {
  it.each([
    ['25', 'literal', null, 25],
    ['${__P(threads,5)}', 'property', 'threads', 12],
    ['${__property(other,,4)}', 'property', 'other', 4],
    ['${users}', 'variable', 'users', 7],
    ['@@USERS@@', 'placeholder', 'USERS', 30],
    ['@@NONE@@', 'placeholder', 'NONE', null],
    ['${__intSum(1,2)}', 'expression', null, null],
    ['1${base}', 'expression', null, 17],
  ])('tells where %s comes from', (text, source, property, value) => {
    expect(toScriptSetting(text, scope)).toEqual({ text, source, property, value });
  });

  it('tells that a setting is absent', () => {
    expect(toScriptSetting(null, scope)).toEqual({ text: null, source: 'absent', property: null, value: null });
  });
});
