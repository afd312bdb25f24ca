import type { NavModelItem } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { buildSectionNav, crumbFlexGrow } from './nav-rules.ts';

// Seen in Grafana 12.4.0 with the plugin's own menu, whose first entry is the default page.
const apps: NavModelItem = { text: 'More apps', url: '/apps' };
const plugin: NavModelItem = {
  text: 'Automation',
  url: '/a/app/home',
  parentItem: apps,
  children: [
    { text: 'Tests', url: '/a/app/tests' },
    { text: 'Test types', url: '/a/app/tests/types' },
  ],
};

describe('the section of a page', () => {
  it.each([
    ['/a/app/home', 'Automation'],
    ['/a/app/tests/5/live', 'Tests'],
    ['/a/app/tests?search=x', 'Tests'],
    ['/a/app/tests/types/1', 'Test types'],
    ['/a/app/batches/2', 'More apps'],
    ['/a/app/nowhere', 'More apps'],
  ])('of %s is %s', (url, text) => {
    expect(buildSectionNav(plugin, url).node.text).toBe(text);
  });

  it('has the main section around it', () => {
    expect(buildSectionNav(plugin, '/a/app/tests').main).toBe(apps);
  });
});

describe('breadcrumbs', () => {
  it('shrink in the middle first', () => {
    const widths = (length: number) => Array.from({ length }, (_, index) => crumbFlexGrow(index, length));
    expect(widths(4)).toEqual([10, 4, 10, 10]);
    expect(widths(5)).toEqual([10, 10, 10, 10, 10]);
    expect(widths(7)).toEqual([10, 10, 4, 4, 10, 10, 10]);
  });
});
