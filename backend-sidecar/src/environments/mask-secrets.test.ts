import { describe, expect, it } from 'vitest';

import { maskSecrets } from './mask-secrets.ts';

describe('secrets in a message', () => {
  it.each([
    ['it points to http://x/?t=hush', ['hush'], 'it points to http://x/?t=***'],
    ['it points to http://x/?t=a%20b%26c', ['a b&c'], 'it points to http://x/?t=***'],
    ['it says {"t":"a\\"b"}', ['a"b'], 'it says {"t":"***"}'],
    ['hush-hush', ['hush', 'hush-hush'], '***'],
    ['nothing', [''], 'nothing'],
    ['a half \uD800', ['\uD800'], 'a half ***'],
  ])('%j with %j reads %j', (text, secrets, masked) => {
    expect(maskSecrets(text, secrets)).toBe(masked);
  });
});
