// @grafana/ui's .mjs files would get the CommonJS object instead of its default export.
import * as scrollbars from 'react-custom-scrollbars-2';

const { Scrollbars } = scrollbars;
export { Scrollbars };
// eslint-disable-next-line no-restricted-exports -- the shim exists for its default export
export default Scrollbars;
