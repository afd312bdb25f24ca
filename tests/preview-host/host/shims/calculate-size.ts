// @grafana/ui's .mjs files would get the CommonJS object instead of its default export.
import calculateSize from 'calculate-size';

// eslint-disable-next-line no-restricted-exports -- the shim exists for its default export
export default calculateSize;
