import { type AppPlugin } from '@grafana/data';
import { useEffect, useState } from 'react';
import { loadAppPlugin } from '../plugin-loader.ts';

export type LoadedPlugin =
  { kind: 'loading' } | { kind: 'loaded'; plugin: AppPlugin } | { kind: 'failed'; error: Error };

export function useAppPlugin(pluginId: string): LoadedPlugin {
  const [state, setState] = useState<LoadedPlugin>({ kind: 'loading' });
  useEffect(() => {
    loadAppPlugin(pluginId).then(
      (plugin) => setState({ kind: 'loaded', plugin }),
      (reason: unknown) => {
        console.error(reason);
        setState({ kind: 'failed', error: reason instanceof Error ? reason : new Error(JSON.stringify(reason)) });
      }
    );
  }, [pluginId]);
  return state;
}
