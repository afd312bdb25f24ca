import React from 'react';
import { type GrafanaConfig, locationUtil } from '@grafana/data';
import { render, screen } from '@testing-library/react';

import { AppPage } from './AppPage';
import { LinkButton } from './LinkButton';

const navs: unknown[] = [];
jest.mock('@grafana/runtime', () => ({
  PluginPage: ({ pageNav }: { pageNav: unknown }) => {
    navs.push(pageNav);
    return null;
  },
}));

beforeEach(() => {
  const config = { appSubUrl: '/grafana' } as GrafanaConfig;
  locationUtil.initialize({ config, getTimeRangeForUrl: jest.fn(), getVariablesUrlParams: jest.fn() });
});

describe('where Grafana is served below a path', () => {
  it('links lead there, in a new tab as well', () => {
    render(
      <>
        <LinkButton href="/a/x/run">ours</LinkButton>
        <LinkButton href="/grafana/d/y">whole</LinkButton>
        <LinkButton href="https://elsewhere.example/z">elsewhere</LinkButton>
      </>
    );
    const hrefs = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(hrefs).toEqual(['/grafana/a/x/run', '/grafana/d/y', 'https://elsewhere.example/z']);
  });

  it('a page has the address that Grafana’s menu has', () => {
    const parentItem = { text: 'All', url: '/a/x' };
    render(<AppPage pageNav={{ text: 'One', url: '/a/x/1', parentItem }}>…</AppPage>);
    expect(navs).toMatchObject([
      { text: 'One', url: '/grafana/a/x/1', parentItem: { text: 'All', url: '/grafana/a/x' } },
    ]);
  });
});
