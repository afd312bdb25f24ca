import { describe, expect, it } from 'vitest';

import { isPointer, isSameVersion, readByPointer, readFromMatch } from './read-version.ts';

describe('a version by JSON Pointer', () => {
  // The document and the pointers of RFC 6901, section 5, as far as they name a text or a number.
  const rfc = '{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}';
  it.each([
    ['/foo/0', 'bar'],
    ['/', '0'],
    ['/a~1b', '1'],
    ['/c%d', '2'],
    ['/e^f', '3'],
    ['/g|h', '4'],
    ['/i\\j', '5'],
    ['/k"l', '6'],
    ['/ ', '7'],
    ['/m~0n', '8'],
  ])('%s of the RFC’s document is %s', (pointer, version) => {
    expect(readByPointer(rfc, pointer)).toEqual({ kind: 'found', version });
  });

  it.each([
    ['not JSON', '/v', 'the answer is not JSON'],
    ['{"v":1}', '/w', 'the answer has nothing at /w'],
    ['{"v":1}', '/v/x', 'the answer has nothing at /v/x'],
    ['[1]', '/01', 'the answer has nothing at /01'],
    ['{}', '/constructor', 'the answer has nothing at /constructor'],
    ['{"v":{}}', '/v', 'what is at /v is no text'],
    ['{"v":null}', '/v', 'what is at /v is no text'],
    ['{"v":"  "}', '/v', 'what /v finds is empty'],
  ])('of %s at %s is not found: %s', (body, pointer, why) => {
    expect(readByPointer(body, pointer)).toEqual({ kind: 'not found', why });
  });

  it('is read behind a byte order mark', () => {
    expect(readByPointer('\uFEFF{"v":"14.2.3"}', '/v')).toEqual({ kind: 'found', version: '14.2.3' });
  });
});

describe('a version by regular expression', () => {
  it('is the first group, or the whole match where there is none', () => {
    expect(readFromMatch(['version=14.2.3', '14.2.3'], 'version=(.*)')).toEqual({ kind: 'found', version: '14.2.3' });
    expect(readFromMatch(['14.2.3'], '[0-9.]+')).toEqual({ kind: 'found', version: '14.2.3' });
  });

  it('is not found where nothing or the group does not match', () => {
    expect(readFromMatch(null, 'x')).toEqual({ kind: 'not found', why: 'nothing in the answer matches x' });
    expect(readFromMatch(['b', undefined], '(a)?b').kind).toBe('not found');
  });

  it('is what does not begin with a slash', () => {
    expect([isPointer('/version'), isPointer('version'), isPointer('\\/v')]).toEqual([true, false, false]);
  });
});

describe('two versions', () => {
  it.each([
    ['14.2.3', '14.2.3', true],
    [' v14.2.3\n', '14.2.3', true],
    ['V14', 'v14', true],
    ['14.2.3', '14.2.30', false],
    ['14.2.3', '14.2.3-rc1', false],
    ['vista', 'ista', false],
    ['Spring', 'spring', false],
  ])('%j and %j: the same is %s', (one, other, same) => {
    expect(isSameVersion(one, other)).toBe(same);
    expect(isSameVersion(other, one)).toBe(same);
  });
});
