import React from 'react';
import { createTheme } from '@grafana/data';
import { config } from '@grafana/runtime';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { interceptLinkClicks } from './link-clicks.ts';
import { provideMonacoWorkers } from './monaco-workers.ts';
import { loadNavTree } from './nav.ts';
import { setUpRuntime } from './services.ts';
import { shareDependencies } from './shared-dependencies.ts';

const FONTS = ['400 14px Inter', '500 14px Inter', '400 14px "Roboto Mono"'];

async function start(): Promise<void> {
  config.theme2 = createTheme({ colors: { mode: config.bootData.user.theme === 'light' ? 'light' : 'dark' } });
  const appEvents = setUpRuntime();
  shareDependencies();
  provideMonacoWorkers();
  interceptLinkClicks();
  const container = document.getElementById('reactRoot');
  if (!container) {
    throw new Error('The page has no #reactRoot');
  }
  createRoot(container).render(<App appEvents={appEvents} navTree={loadNavTree()} />);
  await Promise.all(FONTS.map((font) => document.fonts.load(font)));
}

void start();
