import { assert, constantFrom, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RawFailure } from './failure-reader.ts';
import { createMask, maskHeaders } from './mask.ts';

function failure(changes: Partial<RawFailure> = {}): RawFailure {
  return {
    ...{ label: 'Login', startMs: 1, elapsedMs: 2, threadName: 'T 1-1', responseCode: '500', responseMessage: 'no' },
    ...{ failureMessage: null, method: 'POST', url: 'http://x/', requestHeaders: '', requestBody: '' },
    ...{ responseHeaders: '', responseBody: '', isCut: false },
    ...changes,
  };
}

function maskedBody(body: string, secrets: string[], patterns: string[] = []): string {
  return createMask({ secrets, patterns })(failure({ responseBody: body })).responseBody;
}

describe('a secret', () => {
  const secret = 'S3cret#of=the\\tests!: "über" <&> 🔑';

  it('is masked in every text, wherever it stands', () => {
    const text = `before ${secret} after`;
    const kept = createMask({ secrets: [secret], patterns: [] })(
      failure({
        ...{
          responseMessage: text,
          failureMessage: text,
          url: text,
          requestHeaders: `X-A: ${text}`,
          requestBody: text,
        },
        ...{ responseHeaders: `X-B: ${text}`, responseBody: text, responseCode: text, method: text },
      })
    );
    expect(JSON.stringify(kept)).not.toContain('S3cret');
    expect(kept.responseBody).toBe('before ••• after');
  });

  it('is masked in the forms that encoders give it', () => {
    const forms = {
      percent: encodeURIComponent(secret),
      form: new URLSearchParams({ a: secret }).toString().slice(2),
      lowerCase: encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
      json: JSON.stringify(secret).slice(1, -1),
      ascii: JSON.stringify(secret)
        .slice(1, -1)
        .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
      xml: secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
      numeric: secret.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`),
      questionMarks: secret.replace(/[^\x20-\x7e]/g, '?'),
      misread: Buffer.from(secret).toString('latin1'),
    };
    for (const [form, text] of Object.entries(forms)) {
      expect([form, maskedBody(`>${text}<`, [secret])]).toEqual([form, '>•••<']);
    }
  });

  it('is masked in base64 at any place, with all that is encoded beside it', () => {
    for (const user of ['', 'a', 'ab', 'abc', 'anna:']) {
      const encoded = Buffer.from(`${user}${secret} and more`).toString('base64');
      expect(maskedBody(`Basic ${encoded}.`, [secret])).toBe('Basic •••.');
      expect(maskedBody(Buffer.from(`${user}${secret}`).toString('base64url'), [secret])).toBe('•••');
    }
  });

  it('that is short is masked where it stands alone only', () => {
    expect(maskedBody('pin=12&id=312; 12, "12" a12 12b', ['12'])).toBe('pin=•••&id=312; •••, "•••" a12 12b');
    expect(maskedBody('aXYZWb', ['XYZW'])).toBe('a•••b');
    expect(maskedBody('nothing', [''])).toBe('nothing');
  });

  it('that begins with another is masked as a whole', () => {
    expect(maskedBody('swordfish sword', ['sword', 'swordfish'])).toBe('••• •••');
  });

  it('never shows by a part of it at the end of a long text', () => {
    const some = string({ unit: constantFrom('a', 'ä', '🔑', '"', 'S'), maxLength: 300 });
    assert(
      property(some, nat(70_000), (around, length) => {
        const text = `${around}${'x'.repeat(length)}SECRET-${'0123456789'.repeat(20)}`.slice(0, 68 * 1024);
        const masked = maskedBody(text, [`SECRET-${'0123456789'.repeat(20)}`]);
        expect(masked).not.toContain('SECRET');
        expect(Buffer.byteLength(masked)).toBeLessThanOrEqual(64 * 1024);
      }),
      { numRuns: 60 }
    );
  });
});

describe('headers', () => {
  it('that say who somebody is lose their values, others keep theirs', () => {
    const headers = [
      ...['HTTP/1.1 500 No', 'Authorization: Bearer abc', 'proxy-authorization: Basic x', 'Cookie: a=1; b=2'],
      ...[
        'Set-Cookie: session=1; Path=/',
        'X-Api-Key: k',
        'X-Auth-Token: t',
        'Content-Type: text/plain',
        'Folded-Token: a',
      ],
      ...['\tb', 'Host: here', ''],
    ].join('\n');
    expect(maskHeaders(headers).split('\n')).toEqual([
      ...['HTTP/1.1 500 No', 'Authorization: •••', 'proxy-authorization: •••', 'Cookie: •••', 'Set-Cookie: •••'],
      ...['X-Api-Key: •••', 'X-Auth-Token: •••', 'Content-Type: text/plain', 'Folded-Token: •••', 'Host: here', ''],
    ]);
  });
});

describe('a configured pattern', () => {
  it('is masked wherever it matches, and may match nothing', () => {
    expect(maskedBody('card 4111 1111, card 5222 2222', [], ['\\d{4} \\d{4}'])).toBe('card •••, card •••');
    expect(maskedBody('{"pw":"x","a":1}', [], ['(?<="pw":")[^"]*'])).toBe('{"pw":"•••","a":1}');
    expect(maskedBody('abc', [], ['x*'])).toBe('abc');
  });
});

describe('a long text', () => {
  it('is cut to 64 KB and says so', () => {
    const kept = createMask({ secrets: [], patterns: [] })(
      failure({ responseBody: 'x'.repeat(68 * 1024), isCut: true })
    );
    expect(kept.responseBody).toHaveLength(64 * 1024);
    expect(kept.isTruncated).toBe(true);
    expect(createMask({ secrets: [], patterns: [] })(failure({ requestBody: 'x'.repeat(64 * 1024) }))).toMatchObject({
      isTruncated: false,
    });
  });
});
