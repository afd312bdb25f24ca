import { makeErrorGroup, makeKeptFailure } from '../test/factories';
import { fitsFolded, groupFailures, plainText, readableBody } from './failure-text';

describe('failed requests', () => {
  const refused = makeKeptFailure({ label: 'Pay', responseCode: '503', responseMessage: 'Busy', failureMessage: null });
  const wrong = makeKeptFailure({ label: 'Pay', responseCode: '200', failureMessage: 'Test failed: text' });

  it('stand with the group that counts them, and those of no group last', () => {
    const other = makeKeptFailure({ label: 'Prepare' });
    const groups = [
      makeErrorGroup({ label: 'Pay', responseCode: '200', message: 'Test fail…' }),
      makeErrorGroup({ label: 'Pay', responseCode: '503', message: 'Busy' }),
      makeErrorGroup({ label: 'Pay', responseCode: '503', message: 'Busy', kind: 'transaction' }),
    ];
    const found = groupFailures([other, refused, wrong], groups);
    expect(found.map(({ group, failures }) => [group?.responseCode, failures])).toEqual([
      ['200', [wrong]],
      ['503', [refused]],
      [undefined, [other]],
    ]);
  });

  it('have readable JSON where it is JSON', () => {
    expect(readableBody(' {"a":[1,"•••"]} ')).toBe('{\n  "a": [\n    1,\n    "•••"\n  ]\n}');
    expect(readableBody('{"a":1')).toBe('{"a":1');
    expect(readableBody('<html>')).toBe('<html>');
    expect(readableBody('12')).toBe('12');
  });

  it('can be pasted as a text', () => {
    const text = plainText({ ...wrong, method: 'GET', url: 'http://x/', responseBody: 'broken' });
    expect(text).toContain('Assertion: Test failed: text\n--- Request\nGET http://x/\n');
    expect(text).toMatch(/--- Response\n[^]*\nbroken$/);
  });
});

describe('a folded message', () => {
  it.each([
    ['Order 4711 of user 12 not found', 'Order # of user # not found'],
    ['timeout after 3000 ms', 'timeout after # ms'],
    ['id 5f0c', 'id #'],
    ['77 of 80', '# of #'],
    ['same', 'same'],
    ['a very long text that goes on', 'a very long…'],
    ['Order 1 was a very long text', 'Order # was a…'],
  ])('“%s” fits “%s”', (text, folded) => expect(fitsFolded(text, folded)).toBe(true));

  it.each([
    ['Order of user 12 not found', 'Order # of user # not found'],
    ['Order 1 of user 2', 'Order # of user # not found'],
    ['timeout after  ms', 'timeout after # ms and more'],
    ['id ', 'id #'],
    ['other', 'same'],
    ['samesame', 'same'],
  ])('“%s” does not fit “%s”', (text, folded) => expect(fitsFolded(text, folded)).toBe(false));
});
