import { describe, expect, it } from 'vitest';

import { readJavaProperties } from './java-properties.ts';

describe('a .properties text', () => {
  // The examples are those of the documentation of java.util.Properties.load(Reader).
  it('has keys that end at the first =, : or white space', () => {
    expect(
      readJavaProperties('Truth = Beauty\n Truth2:Beauty\nTruth3\t\t\t:Beauty\ncheeses\nhost example.org')
    ).toEqual({
      Truth: 'Beauty',
      Truth2: 'Beauty',
      Truth3: 'Beauty',
      cheeses: '',
      host: 'example.org',
    });
  });

  it('continues a line that ends in a backslash, and not one that ends in two', () => {
    const text = 'fruits    apple, banana, pear, \\\r\n          cantaloupe, \\\n   mango\npath=C:\\\\\nnext=1';
    expect(readJavaProperties(text)).toEqual({
      fruits: 'apple, banana, pear, cantaloupe, mango',
      path: 'C:\\',
      next: '1',
    });
  });

  it('leaves out comments and empty lines, but not inside a value', () => {
    expect(readJavaProperties('# users=1\n  ! users=2\n\nusers=3 # not a comment')).toEqual({
      users: '3 # not a comment',
    });
  });

  it('reads escapes in keys and values', () => {
    expect(readJavaProperties('a\\ b\\:c=\\u00e9\\tx\\q')).toEqual({ 'a b:c': 'é\txq' });
  });

  it('gives the last value of a key that stands there twice', () => {
    expect(readJavaProperties('users=1\nusers=2')).toEqual({ users: '2' });
  });
});
