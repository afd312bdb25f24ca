import { describe, expect, it } from 'vitest';

import { wrongStorage } from './storage-rules-fixture.ts';

/** Examples of https://confluence.atlassian.com/conf91/confluence-storage-format-1442847767.html */
describe('the double’s storage format', () => {
  it.each([
    '<p>Paragraph 1</p><p>Line&nbsp;1 <br /> Line 2</p><hr />',
    '<ul><li>round</li></ul><ol><li>numbered<ul><li>inner</li></ul></li></ol>',
    '<ac:link><ri:attachment ri:filename="a.gif" /><ac:plain-text-link-body><![CDATA[A <b>]]></ac:plain-text-link-body></ac:link>',
    '<ac:image ac:width="760"><ri:attachment ri:filename="a.gif" /></ac:image>',
    '<table><tbody><tr><th>Header</th></tr><tr><td><p>Cell</p></td></tr></tbody></table>',
    '<ac:structured-macro ac:name="status" ac:schema-version="1"><ac:parameter ac:name="colour">Green</ac:parameter><ac:parameter ac:name="title">On track</ac:parameter></ac:structured-macro>',
    '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><p>x</p></ac:layout-cell></ac:layout-section></ac:layout>',
  ])('takes %s', (storage) => {
    expect(wrongStorage(storage)).toBeUndefined();
  });

  it.each([
    ['<p>', 'unexpected close tag'],
    ['<p>a & b</p>', 'unclosed'],
    ['<p>&unknown;</p>', 'entity'],
    ['</root><root>', 'root'],
    ['<script>x</script>', 'script in root'],
    ['<x:p>x</x:p>', 'unbound'],
    ['<p onclick="x">x</p>', 'unknown attribute onclick'],
    ['<a href="javascript:x">x</a>', 'a link to'],
    ['<p><p>x</p></p>', 'p in p'],
    ['<ul>x</ul>', 'text in ul'],
    ['<table><tr><td>x</td></tr></table>', 'tr in table'],
    ['<ac:structured-macro ac:name="html" />', 'unknown macro html'],
    ['<ac:structured-macro ac:name="status" />', 'parameters of the macro status'],
    [
      '<p><ac:structured-macro ac:name="expand"><ac:rich-text-body>x</ac:rich-text-body></ac:structured-macro></p>',
      'in p',
    ],
    ['<?xml version="1.0"?><p>x</p>', 'XML declaration'],
    ['\u0001', 'disallowed'],
  ])('refuses %s', (storage, why) => {
    expect(wrongStorage(storage)).toContain(why);
  });
});
