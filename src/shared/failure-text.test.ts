import { makeErrorGroup, makeKeptFailure } from '../test/factories';
import { groupFailures, plainText, readableBody } from './failure-text';

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
