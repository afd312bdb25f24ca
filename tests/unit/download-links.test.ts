import { globSync } from 'glob';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Whoever reads this of a link means a download by it. */
const LEADS_TO_THE_SIDECAR = /\bproxyHref\(/;

function linksIn(path: string): Array<{ place: string; attributes: Record<string, string> }> {
  const source = ts.createSourceFile(path, readFileSync(`${ROOT}/${path}`, 'utf8'), ts.ScriptTarget.Latest, true);
  const links: Array<{ place: string; attributes: Record<string, string> }> = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      links.push({ place: `${path}:${line + 1}`, attributes: attributesOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return links;
}

function attributesOf(element: ts.JsxOpeningElement | ts.JsxSelfClosingElement): Record<string, string> {
  const attributes = element.attributes.properties.filter((attribute) => ts.isJsxAttribute(attribute));
  return Object.fromEntries(attributes.map(({ name, initializer }) => [name.getText(), initializer?.getText() ?? '']));
}

describe('links that download', () => {
  const links = globSync('src/**/*.tsx', { cwd: ROOT }).flatMap(linksIn);
  const downloads = links.filter(
    ({ attributes }) => 'download' in attributes || LEADS_TO_THE_SIDECAR.test(attributes.href ?? '')
  );

  it('have a target: others Grafana takes for pages, and finds none', () => {
    expect(downloads.length).toBeGreaterThan(5);
    expect(downloads.filter(({ attributes }) => !('target' in attributes)).map(({ place }) => place)).toEqual([]);
  });
});
