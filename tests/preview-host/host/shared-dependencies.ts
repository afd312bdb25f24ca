import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaDataUnstable from '@grafana/data/unstable';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaRuntimeUnstable from '@grafana/runtime/unstable';
import * as grafanaUi from '@grafana/ui';
import * as grafanaUiUnstable from '@grafana/ui/unstable';
import * as d3 from 'd3';
import i18next from 'i18next';
import jquery from 'jquery';
import lodash from 'lodash';
// eslint-disable-next-line no-restricted-imports -- plugins get the very moment that Grafana shares
import moment from 'moment';
import * as prismjs from 'prismjs';
import * as react from 'react';
import * as reactDom from 'react-dom';
import * as reactInlineSvg from 'react-inlinesvg';
import * as reactRedux from 'react-redux';
import * as reactRouterDom5 from 'react-router-dom';
import * as reactRouter6 from 'react-router-dom-v5-compat';
import * as jsxDevRuntime from 'react/jsx-dev-runtime';
import * as jsxRuntime from 'react/jsx-runtime';
import * as redux from 'redux';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';
import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import 'systemjs/dist/extras/named-register.js';
import { HostPluginPage } from './page/HostPluginPage.tsx';

/**
 * What Grafana 12.4 shares with plugins, by the same names. Not shared, so a plugin that leaves them external fails
 * here as it fails there: @grafana/schema, @grafana/i18n, @grafana/scenes.
 * SystemJS copies a bundled namespace when it is set, so PluginPage is put in before, not by setPluginPage.
 */
const SHARED: Record<string, object> = {
  '@emotion/css': emotionCss,
  emotion: emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/data/unstable': grafanaDataUnstable,
  '@grafana/runtime': { ...grafanaRuntime, PluginPage: HostPluginPage },
  '@grafana/runtime/unstable': grafanaRuntimeUnstable,
  '@grafana/ui': { ...grafanaUi, AppPlugin: grafanaData.AppPlugin, PanelPlugin: grafanaData.PanelPlugin },
  '@grafana/ui/unstable': grafanaUiUnstable,
  d3,
  i18next: withDefault(i18next),
  jquery: withDefault(jquery),
  lodash: withDefault(lodash),
  moment: withDefault(moment),
  prismjs,
  react,
  'react/jsx-runtime': jsxRuntime,
  'react/jsx-dev-runtime': jsxDevRuntime,
  'react-dom': reactDom,
  'react-inlinesvg': reactInlineSvg,
  'react-redux': reactRedux,
  'react-router': reactRouter6,
  'react-router-dom': reactRouterDom5,
  redux,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

/** For modules whose export is one callable or one object: an AMD importer gets the thing itself. */
function withDefault(value: object): object {
  return { ...value, default: value, __useDefault: true };
}

/** Fills SystemJS with the shared modules; a plugin's module.js can be imported afterwards. */
export function shareDependencies(): void {
  const imports: Record<string, string> = {};
  for (const [name, namespace] of Object.entries(SHARED)) {
    imports[name] = `package:${name}`;
    System.set(`package:${name}`, namespace);
  }
  System.addImportMap({ imports });
}
