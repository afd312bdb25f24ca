import React from 'react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import type { AppRootProps } from '@grafana/data';
import { config } from '@grafana/runtime';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import App from '../App';
import { APP_ROOT } from '../shared/paths';

/** Stands in for what Grafana gives the root page; the app reads none of it. */

const NO_PROPS = {} as AppRootProps;

interface RenderApp {
  /** Below the app's root, e.g. `/queue`. */
  path: string;
  role?: 'Viewer' | 'Editor' | 'Admin';
}

/** The whole app at a page, as somebody of a role sees it. */
export function renderApp({ path, role = 'Editor' }: RenderApp) {
  config.bootData = { user: { orgRole: role } } as typeof config.bootData;
  const user = userEvent.setup();
  const view = render(
    <MemoryRouter initialEntries={[`${APP_ROOT}${path}`]}>
      <Routes>
        {/* As Grafana routes to an app: its id is a parameter too. */}
        <Route path="/a/:pluginId/*" element={<App {...NO_PROPS} />} />
      </Routes>
      <Address />
    </MemoryRouter>
  );
  return { user, ...view };
}

function Address() {
  const { pathname, search } = useLocation();
  return (
    <output data-testid="address" hidden>
      {pathname.replace(APP_ROOT, '') + search}
    </output>
  );
}
