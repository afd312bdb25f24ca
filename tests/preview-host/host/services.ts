import {
  EventBusSrv,
  LoadingState,
  setTimeZoneResolver,
  type DataQueryRequest,
  type DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourceRef,
  type EventBusExtended,
  type PanelData,
} from '@grafana/data';
import {
  config,
  DataSourceWithBackend,
  setAppEvents,
  setBackendSrv,
  setChromeHeaderHeightHook,
  setDataSourceSrv,
  setEchoSrv,
  setMegaMenuOpenHook,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginLinksHook,
  setQueryRunnerFactory,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
  type DataSourceSrv,
  type GetDataSourceListFilters,
} from '@grafana/runtime';
import { from, isObservable, map, type Observable } from 'rxjs';
import { PreviewBackendSrv } from './backend-srv.ts';

/** Height of Grafana's top bar without a page toolbar. */
export const HEADER_HEIGHT_PX = 40;

/** Gives @grafana/runtime everything that Grafana's start gives it. Must run before anything renders. */
export function setUpRuntime(): EventBusExtended {
  const appEvents = new EventBusSrv();
  setAppEvents(appEvents);
  setTimeZoneResolver(() => config.bootData.user.timezone);
  setBackendSrv(new PreviewBackendSrv(appEvents));
  setDataSourceSrv(createDataSourceSrv());
  setTemplateSrv({
    getVariables: () => [],
    replace: (text = '') => text,
    containsTemplate: () => false,
    updateTimeRange: () => undefined,
  });
  setEchoSrv({ flush: () => undefined, addBackend: () => undefined, addEvent: () => undefined });
  setChromeHeaderHeightHook(() => HEADER_HEIGHT_PX);
  setReturnToPreviousHook(() => () => undefined);
  setMegaMenuOpenHook(() => [true, () => undefined]);
  setExtensionHooks();
  setRunRequest(runRequest);
  setQueryRunnerFactory(() => {
    throw new Error('createQueryRunner is not modelled by the preview host');
  });
  return appEvents;
}

function setExtensionHooks(): void {
  setPluginLinksHook(() => ({ isLoading: false, links: [] }));
  setPluginComponentHook(() => ({ isLoading: false, component: null }));
  setPluginComponentsHook(() => ({ isLoading: false, components: [] }));
  setPluginFunctionsHook(() => ({ isLoading: false, functions: [] }));
}

function runRequest(datasource: DataSourceApi, request: DataQueryRequest): Observable<PanelData> {
  const answer = datasource.query(request);
  const stream = isObservable(answer) ? answer : from(answer);
  return stream.pipe(
    map(({ data, state = LoadingState.Done, error, errors }) => {
      return { series: data, state, error, errors, request, timeRange: request.range } as PanelData;
    })
  );
}

function createDataSourceSrv(): DataSourceSrv {
  const all = () => Object.values(config.datasources);
  const find = (ref?: DataSourceRef | string | null) => {
    const key = typeof ref === 'string' ? ref : ref?.uid;
    const wanted = key ?? config.defaultDatasource;
    return all().find(({ uid, name }) => uid === wanted || name === wanted);
  };
  return {
    getList: (filters) => all().filter((settings) => passes(settings, filters ?? {})),
    getInstanceSettings: find,
    get: async (ref) => {
      const settings = find(ref);
      if (!settings) {
        throw new Error(`Datasource ${JSON.stringify(ref)} was not found`);
      }
      return new DataSourceWithBackend(settings);
    },
    reload: () => undefined,
    registerRuntimeDataSource: () => undefined,
  };
}

function passes(settings: DataSourceInstanceSettings, { type, pluginId, filter }: GetDataSourceListFilters): boolean {
  const types = [type ?? []].flat();
  const hasType = types.length === 0 || types.includes(settings.type);
  return hasType && (!pluginId || settings.type === pluginId) && (!filter || filter(settings));
}
