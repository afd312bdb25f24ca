import type { PreflightFinding } from '../contract/preflight.ts';
import { finding, MANUAL_PAGES, naming } from './finding.ts';
import { findOwnListeners } from './influx-listener.ts';
import { placeName, type InfluxPlace } from './influx-place.ts';
import { isMainGroup } from './plan-load.ts';
import type { PreflightScope } from './preflight-scope.ts';

/** What a run's live figures will be written to; `faulty` says why they cannot be. */
export type PreflightInflux =
  { readonly kind: 'chosen'; readonly place: InfluxPlace } | { readonly kind: 'faulty'; readonly why: string };

/** Which way the run's live figures come to InfluxDB, and what stands in it. */
export function findInfluxFaults(scope: PreflightScope): PreflightFinding[] {
  const { influxDb } = scope;
  if (influxDb === undefined || influxDb === null) {
    return [];
  }
  return influxDb.kind === 'faulty'
    ? [
        finding('warning', 'influxdb-unusable', {
          text: `The run writes no live figures: ${influxDb.why}`,
          fix: 'Correct it in the settings or at the environment; the result file is complete all the same.',
        }),
      ]
    : listenersOf(influxDb.place, scope);
}

function listenersOf(place: InfluxPlace, scope: PreflightScope): PreflightFinding[] {
  const running = scope.groups.flatMap((group, index) => (group.willRun ? [{ group, index }] : []));
  const { same, unknown, partial } = findOwnListeners(scope.inventory.backendListeners, place, {
    values: scope.values,
    runningGroups: running.map(({ index }) => index),
    mainGroups: running.filter(({ group }) => isMainGroup(group)).map(({ index }) => index),
  });
  if (same !== undefined) {
    const text = `Backend Listener “${same.name}” writes to the ${placeName(place)}, as the run shall: it gets the tag runId.`;
    return [finding('info', 'influxdb-tagged', { at: same, text, link: MANUAL_PAGES.backendListener })];
  }
  return [
    finding('info', 'influxdb-listener', {
      text: `The run’s copy gets a listener that writes live figures to the ${placeName(place)}.`,
      fix: 'Nothing: it costs JMeter next to nothing.',
      link: MANUAL_PAGES.backendListener,
    }),
    ...doubled(unknown, 'writes to an address that is only known in the run'),
    ...doubled(partial, 'writes there, too, but hears one of several thread groups only'),
  ];
}

function doubled(listeners: ReadonlyArray<{ name: string; line: number }>, what: string): PreflightFinding[] {
  const [first] = listeners;
  return first === undefined
    ? []
    : [
        finding('warning', 'influxdb-twice', {
          at: first,
          text: `Backend Listener ${naming(listeners.map(({ name }) => name))} ${what}: the database may get figures twice, those of the run with the tag runId.`,
          fix: 'Remove it from the script, or switch it off: the run brings its own.',
          link: MANUAL_PAGES.backendListener,
        }),
      ];
}
