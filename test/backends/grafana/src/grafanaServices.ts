// SPDX-License-Identifier: Apache-2.0
// What Grafana's libraries expect of the application round them: services, registries, one data source.
import {
  booleanOverrideProcessor,
  createTheme,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  EventBusSrv,
  FieldColorModeId,
  identityOverrideProcessor,
  LoadingState,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  ThresholdsMode,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
} from '@grafana/data';
import { PrometheusDatasource } from '@grafana/prometheus';
import * as runtime from '@grafana/runtime';
import { initializeLoggersRegistry } from '@grafana/runtime/unstable';
import { type SceneObject, sceneGraph } from '@grafana/scenes';
import { from, map, Observable } from 'rxjs';
import { observed } from './observed.ts';
import { type BackendRequest, serve } from './queryEndpoint.ts';

export const theme = createTheme({ colors: { mode: 'dark' } });

const settings = {
  id: 1,
  uid: 'prometheus',
  type: 'prometheus',
  name: 'Prometheus',
  url: '/api/datasources/proxy/uid/prometheus',
  access: 'proxy',
  readOnly: false,
  isDefault: true,
  jsonData: { httpMethod: 'POST', timeInterval: '1s' },
  meta: {
    id: 'prometheus',
    name: 'Prometheus',
    type: 'datasource',
    metrics: true,
    info: { logos: { small: '', large: '' } },
    module: '',
    baseUrl: '',
  },
};

const templates = {
  replace(text: string, scoped?: { __sceneObject?: { value: { valueOf(): SceneObject } } }, format?: unknown): string {
    const scene = scoped?.__sceneObject?.value;
    return text && scene ? sceneGraph.interpolate(scene.valueOf(), text, scoped as never, format as never) : text;
  },
  getVariables: () => [],
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
  getAdhocFilters: () => [],
};

interface QuerySource {
  query(request: unknown): Observable<{ data: unknown; error?: unknown; errors?: unknown }>;
}

/** As Grafana's runRequest, without what only its panels in edit mode need. */
function runRequest(
  source: QuerySource,
  request: { range: unknown },
  query?: (request: unknown) => ReturnType<QuerySource['query']>,
) {
  return new Observable<unknown>((subscriber) => {
    subscriber.next({ state: LoadingState.Loading, series: [], timeRange: request.range, request });
    const running = (query ? query(request) : source.query(request)).subscribe({
      next: ({ data, error, errors }) =>
        subscriber.next({
          state: error ? LoadingState.Error : LoadingState.Done,
          series: data,
          timeRange: request.range,
          request,
          error,
          errors,
        }),
      error: (error) => {
        observed.errors.push(`runRequest: ${error}`);
        subscriber.next({ state: LoadingState.Error, series: [], timeRange: request.range, request, error });
      },
      complete: () => subscriber.complete(),
    });
    return () => running.unsubscribe();
  });
}

function standardOption(id: string, process: unknown, defaultValue?: unknown): unknown {
  return {
    id,
    path: id,
    name: id,
    editor: () => null,
    override: () => null,
    process,
    defaultValue,
    shouldApply: () => true,
    category: ['Standard options'],
  };
}

const standardOptions = [
  standardOption('unit', unitOverrideProcessor),
  standardOption('min', numberOverrideProcessor),
  standardOption('max', numberOverrideProcessor),
  standardOption('decimals', numberOverrideProcessor),
  standardOption('displayName', displayNameOverrideProcessor),
  standardOption('noValue', stringOverrideProcessor),
  standardOption('color', identityOverrideProcessor, { mode: FieldColorModeId.PaletteClassic }),
  standardOption('thresholds', thresholdsOverrideProcessor, {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: Number.NEGATIVE_INFINITY, color: 'green' },
      { value: 80, color: 'red' },
    ],
  }),
  standardOption('mappings', valueMappingsOverrideProcessor, []),
  standardOption('links', dataLinksOverrideProcessor),
  standardOption('filterable', booleanOverrideProcessor),
];

/** Prepares everything; the libraries may be used afterwards. */
export function initializeGrafana(): void {
  initializeLoggersRegistry();
  Object.assign(runtime.config, {
    theme2: theme,
    theme: theme.v1,
    bootData: { user: { orgRole: 'Viewer', timezone: 'utc' }, settings: {}, navTree: [] },
  });
  standardEditorsRegistry.setInit(() => []);
  standardFieldConfigEditorRegistry.setInit(() => standardOptions as never);
  standardTransformersRegistry.setInit(() =>
    [standardTransformers.mergeTransformer, standardTransformers.organizeFieldsTransformer].map(
      (transformation) =>
        ({
          id: transformation.id,
          name: transformation.name,
          editor: () => null,
          transformation: async () => transformation,
        }) as never,
    ),
  );
  runtime.setBackendSrv({
    fetch: (request: BackendRequest) =>
      from(serve(request)).pipe(
        map((data) => ({
          data,
          status: 200,
          ok: true,
          config: request,
          headers: new Headers(),
          url: request.url,
          statusText: 'OK',
          type: 'basic',
          redirected: false,
        })),
      ),
    get: (url: string, params?: Record<string, unknown>) =>
      serve({ url, method: 'GET', ...(params ? { params } : {}) }),
    post: (url: string, data?: unknown) => serve({ url, data, method: 'POST' }),
    datasourceRequest: async (request: BackendRequest) => ({ data: await serve(request) }),
  } as never);
  runtime.setEchoSrv({ flush: () => undefined, addBackend: () => undefined, addEvent: () => undefined } as never);
  runtime.setAppEvents(new EventBusSrv());
  runtime.setTemplateSrv(templates as never);
  const source = new PrometheusDatasource(settings as never, templates as never);
  source.meta = settings.meta as never;
  runtime.setDataSourceSrv({
    get: async () => source,
    getInstanceSettings: () => settings,
    getList: ({ pluginId }: { pluginId?: string } = {}) =>
      pluginId === undefined || pluginId === settings.type ? [settings] : [],
    reload: () => undefined,
  } as never);
  (runtime as unknown as { setRunRequest(run: unknown): void }).setRunRequest(runRequest);
}
