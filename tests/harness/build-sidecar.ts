import { builtSidecarRoot } from './built-sidecar.ts';

/** Once, before two files at a time would. */
export function setup(): void {
  builtSidecarRoot();
}
