import { XmlCdata, XmlElement, XmlText, type XmlNode } from '@rgrove/parse-xml';

import { parseStorage } from './parse-storage.ts';
import { escapeXml, type Storage } from './storage.ts';

/** What is taken as it is; everything else is taken for its content alone. */
const PLAIN = new Set(
  ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'table', 'tbody', 'thead', 'tr', 'th', 'td'].concat([
    'strong',
    'em',
    'u',
    'code',
    'pre',
    'blockquote',
    'sub',
    'sup',
    'hr',
    'br',
  ])
);
const EMPTY = new Set(['hr', 'br']);

/** Storage format as HTML to look at: without scripts, styles and anything that is loaded, whatever a template says. */
export function previewHtml(storage: Storage): string {
  const parsed = parseStorage(storage);
  return parsed === undefined ? '' : contentOf(parsed.root);
}

function contentOf(parent: XmlElement): string {
  return parent.children.map(htmlOf).join('');
}

function htmlOf(node: XmlNode): string {
  if (node instanceof XmlText || node instanceof XmlCdata) {
    return escapeXml(node.text);
  }
  return node instanceof XmlElement ? elementHtml(node) : '';
}

function elementHtml(node: XmlElement): string {
  if (PLAIN.has(node.name)) {
    return EMPTY.has(node.name) ? `<${node.name}>` : `<${node.name}>${contentOf(node)}</${node.name}>`;
  }
  switch (node.name) {
    case 'a':
      return linkHtml(node);
    case 'ac:structured-macro':
      return macroHtml(node);
    case 'ac:image':
      return `<em>[${escapeXml(node.attributes['ac:title'] ?? 'picture')}]</em>`;
    case 'ac:parameter':
      return '';
    default:
      return contentOf(node);
  }
}

function linkHtml(node: XmlElement): string {
  const { href = '' } = node.attributes;
  const attributes = ` href="${escapeXml(href)}" rel="noreferrer noopener" target="_blank"`;
  return `<a${/^https?:\/\//i.test(href) ? attributes : ''}>${contentOf(node)}</a>`;
}

function macroHtml(node: XmlElement): string {
  const parameter = (name: string) =>
    node.children.find(
      (child): child is XmlElement => child instanceof XmlElement && child.attributes['ac:name'] === name
    )?.text ?? '';
  switch (node.attributes['ac:name']) {
    case 'anchor':
      return '';
    case 'status': {
      const colour = /^(Grey|Red|Yellow|Green|Blue)$/.test(parameter('colour')) ? parameter('colour') : 'Grey';
      return `<strong class="lozenge ${colour.toLowerCase()}">${escapeXml(parameter('title'))}</strong>`;
    }
    case 'expand':
      return `<details><summary>${escapeXml(parameter('title'))}</summary>${contentOf(node)}</details>`;
    default:
      return `<blockquote>${contentOf(node)}</blockquote>`;
  }
}
